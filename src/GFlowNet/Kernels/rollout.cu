// Complete forward walks of ROWS trajectories per block under an MLP policy.
// One number of each trajectory of the block, read and written as one vector.
struct ALIGNED(ROW_ALIGNMENT) Row { float at[ROWS]; };

struct RolloutArguments
{
    const float* weights;
    const float* table;
    const i64* start;
    i64* states;
    i64* actions;
    i64* lengths;
    i64* terminal;
    double* logReward;
    i64 batch;
    u64 seed;
    i64* clocks;
    // Where the iteration's numbers stand; null for those that follow.
    const Control* kept;
    Control own;
};

#if defined(CLOCKS) && !defined(HOST)
// Cycles of each part of a step, summed over the steps of the first block.
#define STAMP(part) if (threadIdx.x == 0 && block == 0) { const i64 time = clock64(); x.clocks[part] += time - last; last = time; }
#else
#define STAMP(part)
#endif

#ifdef MENDED
// The first layer's sum of a state.
DEVICE double first_sum(const float* weights, const Token* token, int j)
{
    double sum = weights[BIAS_0 + j];
#ifndef HOST
    #pragma unroll 10
#endif
    for (int k = 0; k < TOKENS; k++) sum += weights[WEIGHT_0 + token[k] * HIDDEN + j];
    return sum;
}

// The same after some tokens have changed.
DEVICE double mend_sum(const float* weights, double sum, const Token* token, const Token* before, const u32* changed, int j)
{
    for (int word = 0; word < TOKEN_WORDS; word++)
    {
        for (u32 bits = changed[word]; bits != 0; bits &= bits - 1)
        {
            const int k = word * 32 + LOWEST(bits);
            sum += (double)weights[WEIGHT_0 + token[k] * HIDDEN + j] - weights[WEIGHT_0 + before[k] * HIDDEN + j];
        }
    }

    return sum;
}
#endif

// Each thread sums a share of the inputs for one output of all rows, so that a weight is read once per block.
DEVICE void hidden_sums(const float* matrix, const float* bias, const Row* from, float* part)
{
    EACH(i, SPLIT * HIDDEN)
    {
        const int share = i / HIDDEN, j = i % HIDDEN;
        float sum[ROWS];
        for (int q = 0; q < ROWS; q++) sum[q] = share == 0 ? bias[j] : 0.0f;
#ifndef HOST
        #pragma unroll 16
#endif
        for (int k = share * SHARE; k < (share + 1) * SHARE; k++)
        {
            const float w = matrix[k * HIDDEN + j];
            const Row input = from[k];
            for (int q = 0; q < ROWS; q++) sum[q] = fmaf(input.at[q], w, sum[q]);
        }

        for (int q = 0; q < ROWS; q++) part[(share * ROWS + q) * HIDDEN + j] = sum[q];
    }
}

DEVICE void hidden_finish(const float* part, Row* to)
{
    EACH(j, HIDDEN)
    {
        Row sum;
        for (int q = 0; q < ROWS; q++) sum.at[q] = part[q * HIDDEN + j];
        for (int share = 1; share < SPLIT; share++)
        {
            for (int q = 0; q < ROWS; q++) sum.at[q] += part[(share * ROWS + q) * HIDDEN + j];
        }

        for (int q = 0; q < ROWS; q++) sum.at[q] = sum.at[q] < 0 ? 0.0f : sum.at[q];
        to[j] = sum;
    }
}

#if defined(KEPT) && !defined(HOST)
#define CACHED
// The second layer's matrix stays on the multiprocessor for the whole walk: reading it again in every step would be bound
// by the bandwidth of the L2 cache. A thread owns four columns of one share: KEPT inputs in registers, the rest in shared memory.
extern __shared__ float4 cache[];

DEVICE void load_cache(const float* matrix, float4* kept)
{
    const int share = threadIdx.x / (HIDDEN / 4), place = threadIdx.x % (HIDDEN / 4);
    const float4* columns = (const float4*)(matrix + share * SHARE * HIDDEN) + place;
    #pragma unroll
    for (int k = 0; k < KEPT; k++) kept[k] = columns[k * (HIDDEN / 4)];
    #pragma unroll 8
    for (int k = KEPT; k < SHARE; k++) cache[(share * (SHARE - KEPT) + k - KEPT) * (HIDDEN / 4) + place] = columns[k * (HIDDEN / 4)];
}

DEVICE void add_input(const Row& input, const float4& w, Row* sum)
{
    for (int q = 0; q < ROWS; q++)
    {
        sum[0].at[q] = fmaf(input.at[q], w.x, sum[0].at[q]);
        sum[1].at[q] = fmaf(input.at[q], w.y, sum[1].at[q]);
        sum[2].at[q] = fmaf(input.at[q], w.z, sum[2].at[q]);
        sum[3].at[q] = fmaf(input.at[q], w.w, sum[3].at[q]);
    }
}

// As hidden_sums, in the same order.
DEVICE void cached_sums(const float4* kept, const float* bias, const Row* from, float* part)
{
    const int share = threadIdx.x / (HIDDEN / 4), place = threadIdx.x % (HIDDEN / 4);
    Row sum[4];
    for (int c = 0; c < 4; c++)
    {
        for (int q = 0; q < ROWS; q++) sum[c].at[q] = share == 0 ? bias[4 * place + c] : 0.0f;
    }

    #pragma unroll
    for (int k = 0; k < KEPT; k++) add_input(from[share * SHARE + k], kept[k], sum);
    #pragma unroll 4
    for (int k = KEPT; k < SHARE; k++) add_input(from[share * SHARE + k], cache[(share * (SHARE - KEPT) + k - KEPT) * (HIDDEN / 4) + place], sum);
    for (int q = 0; q < ROWS; q++) ((float4*)(part + (share * ROWS + q) * HIDDEN))[place] = make_float4(sum[0].at[q], sum[1].at[q], sum[2].at[q], sum[3].at[q]);
}
#endif

KERNEL(rollout, RolloutArguments)
{
    BEGIN
    SHARED int state[ROWS][WIDTH];
    SHARED Token token[ROWS][TOKENS];
#ifdef MENDED
    SHARED Token before[ROWS][TOKENS];
    SHARED u32 changed[ROWS][TOKEN_WORDS];
    OWNED(double, kept_sum, ROWS * HIDDEN);
#endif
    SHARED int live[ROWS], prefix[ROWS], even[ROWS];
    SHARED double chosen[ROWS];
    SHARED Row first[HIDDEN], second[HIDDEN];
    SHARED ALIGNED(16) float part[PART];
    SHARED float score[ROWS][ACTIONS];
#if ACTIONS > 16
    SHARED int picked[ROWS];
    // The memory of the layers' partial sums, which nobody needs any more by then.
    Loose* lane_sum = (Loose*)part;
    float* lane_top = part + 2 * ROWS * LANES;
#endif
    SHARED int walking;
    const int base = block * ROWS;
    const int batch = (int)x.batch;
    const Control* kept_control = x.kept;
    const u64 index = kept_control ? kept_control->index : x.own.index;
    const double inverse_temperature = kept_control ? kept_control->inverseTemperature : x.own.inverseTemperature;
    const double epsilon = kept_control ? kept_control->epsilon : x.own.epsilon;
    const double prefix_probability = kept_control ? kept_control->prefixProbability : x.own.prefixProbability;
    const i64 prefix_length = kept_control ? kept_control->prefixLength : x.own.prefixLength;
    EACH(i, ROWS * WIDTH)
    {
        const int q = i / WIDTH, d = i % WIDTH;
        state[q][d] = base + q < batch ? (int)x.start[(i64)(base + q) * WIDTH + d] : 0;
    }

    EACH(q, ROWS)
    {
        live[q] = base + q < batch;
        prefix[q] = 0;
        if (prefix_probability > 0 && prefix_length > 0)
        {
            const Words once = philox(x.seed, 0xFFFFFFFFu, base + q, index);
            if (unit(once.x) < prefix_probability) prefix[q] = 1 + (int)(unit(once.y) * prefix_length);
        }
    }

#ifdef CACHED
    float4 kept[KEPT > 0 ? KEPT : 1];
    load_cache(x.weights + WEIGHT_1, kept);
#endif
    SYNC;
#if defined(CLOCKS) && !defined(HOST)
    i64 last = clock64();
#endif
    int t = 0;
    for (; t < STEPS; t++)
    {
        EACH(i, ROWS * WIDTH)
        {
            const int q = i / WIDTH, d = i % WIDTH;
            if (base + q < batch) x.states[((i64)t * batch + base + q) * WIDTH + d] = state[q][d];
        }

#ifdef MENDED
        if (t == 0) EACH(i, ROWS * TOKENS) token[i / TOKENS][i % TOKENS] = live[i / TOKENS] ? env_token(state[i / TOKENS], i % TOKENS) : 0;
        else
        {
            EACH(i, ROWS * TOKENS)
            {
                const int q = i / TOKENS, k = i % TOKENS;
                const Token here = live[q] ? env_token(state[q], k) : token[q][k];
                before[q][k] = here == token[q][k] ? UNCHANGED : token[q][k];
                token[q][k] = here;
            }

            SYNC;
            EACH(i, ROWS * TOKEN_WORDS)
            {
                const int q = i / TOKEN_WORDS, word = i % TOKEN_WORDS;
                u32 bits = 0;
                for (int k = 0; k < 32 && word * 32 + k < TOKENS; k++) bits |= (u32)(before[q][word * 32 + k] != UNCHANGED) << k;
                changed[q][word] = bits;
            }
        }
#else
        EACH(i, ROWS * TOKENS) token[i / TOKENS][i % TOKENS] = live[i / TOKENS] ? env_token(state[i / TOKENS], i % TOKENS) : 0;
#endif
        SYNC;
        STAMP(0)
        EACH(q, 1) walking = 0;
        EACH(i, ROWS * HIDDEN)
        {
            const int q = i / HIDDEN, j = i % HIDDEN;
#ifdef MENDED
            const double sum = t == 0 ? first_sum(x.weights, token[q], j) : mend_sum(x.weights, OWN(kept_sum, i), token[q], before[q], changed[q], j);
            OWN(kept_sum, i) = sum;
#else
            float sum = x.weights[BIAS_0 + j];
#ifndef HOST
            #pragma unroll 10
#endif
            for (int k = 0; k < TOKENS; k++) sum += x.weights[WEIGHT_0 + token[q][k] * HIDDEN + j];
#endif
            first[j].at[q] = sum < 0 ? 0.0f : (float)sum;
        }

        SYNC;
        STAMP(1)
        LAYERS_OF_WEIGHTS
        STAMP(2)
        EACH(i, THREADS)
        {
            // By the last threads, which have no share of the scores.
            const int q = i - (THREADS - ROWS);
            if (q >= 0)
            {
                const Words noise = philox(x.seed, t, base + q, index);
                chosen[q] = unit(noise.x);
                even[q] = t < prefix[q] || unit(noise.y) < epsilon;
            }
        }

        EACH(i, HEAD_SPLIT * ACTIONS)
        {
            const int share = i / ACTIONS, a = i % ACTIONS;
            float sum[ROWS];
            for (int q = 0; q < ROWS; q++) sum[q] = 0.0f;
            // Neighbouring threads take neighbouring inputs, so that weights are read in one piece.
#ifndef HOST
            #pragma unroll 16
#endif
            for (int k = share; k < HIDDEN; k += HEAD_SPLIT)
            {
                const float w = x.weights[HEAD_WEIGHT + k * ACTIONS + a];
                const Row input = LAST[k];
                for (int q = 0; q < ROWS; q++) sum[q] = fmaf(input.at[q], w, sum[q]);
            }

            for (int q = 0; q < ROWS; q++) part[(share * ROWS + q) * ACTIONS + a] = sum[q];
        }

        SYNC;
        STAMP(3)
        EACH(i, ROWS * ACTIONS)
        {
            const int q = i / ACTIONS, a = i % ACTIONS;
            float sum = x.weights[HEAD_BIAS + a];
            for (int share = 0; share < HEAD_SPLIT; share++) sum += part[(share * ROWS + q) * ACTIONS + a];
            score[q][a] = env_allowed(state[q], a) ? even[q] ? 0.0f : sum * (float)inverse_temperature : MASKED;
        }

        SYNC;
        STAMP(4)
#if ACTIONS > 16
        EACH(q, ROWS) picked[q] = EXIT;
        // Each lane has a run of neighbouring actions: their largest score, the sum of their weights, and the draw, which
        // falls into the run of exactly one lane.
        EACH(i, ROWS * LANES)
        {
            const int q = i / LANES, lane = i % LANES;
            float best = MASKED;
            for (int a = lane * RUN; a < (lane + 1) * RUN && a < ACTIONS; a++) best = score[q][a] > best ? score[q][a] : best;
            lane_top[i] = best;
        }

        SYNC;
        EACH(i, ROWS * LANES)
        {
            const int q = i / LANES, lane = i % LANES;
            float best = MASKED;
            for (int k = 0; k < LANES; k++) best = lane_top[q * LANES + k] > best ? lane_top[q * LANES + k] : best;
            double sum = 0;
            for (int a = lane * RUN; a < (lane + 1) * RUN && a < ACTIONS; a++)
            {
                const float weight = score[q][a] == MASKED ? 0.0f : expf(score[q][a] - best);
                score[q][a] = weight;
                sum += weight;
            }

            lane_sum[i] = sum;
        }

        SYNC;
        EACH(i, ROWS * LANES)
        {
            const int q = i / LANES, lane = i % LANES;
            double total = 0, begin = 0;
            for (int k = 0; k < LANES; k++)
            {
                begin = k == lane ? total : begin;
                total += lane_sum[q * LANES + k];
            }

            // Comparisons with scores that are not numbers fail, which ends the walk; the loss then names the culprit.
            const double target = chosen[q] * total;
            if (begin <= target && begin + lane_sum[i] > target)
            {
                double sum = 0;
                int a = lane * RUN;
                for (; a < (lane + 1) * RUN && a < ACTIONS; a++)
                {
                    sum += score[q][a];
                    if (begin + sum > target) break;
                }

                picked[q] = a;
            }
        }

        SYNC;
#endif
        EACH(q, ROWS)
        {
            int action = EXIT;
            if (live[q])
            {
#if ACTIONS > 16
                action = picked[q];
#else
                // Few actions: one thread does it all, which saves barriers.
                float best = MASKED;
                for (int a = 0; a < ACTIONS; a++) best = score[q][a] > best ? score[q][a] : best;
                for (int a = 0; a < ACTIONS; a++) score[q][a] = score[q][a] == MASKED ? 0.0f : expf(score[q][a] - best);
                double total = 0;
                for (int a = 0; a < ACTIONS; a++) total += score[q][a];
                double rest = chosen[q] * total;
                int last = -1;
                for (int a = 0; a < ACTIONS && total == total; a++)
                {
                    if (score[q][a] > 0)
                    {
                        last = a;
                        rest -= score[q][a];
                        if (rest < 0) break;
                    }
                }

                // Scores that are not numbers end the walk; the loss then names the culprit.
                action = last < 0 ? EXIT : last;
#endif
                if (action == EXIT)
                {
                    live[q] = 0;
                    x.lengths[base + q] = t + 1;
                }
                else
                {
                    env_step(state[q], action);
                    walking = 1;
                }
            }

            if (base + q < batch) x.actions[(i64)t * batch + base + q] = action;
        }

        SYNC;
        STAMP(5)
        if (!walking) break;
    }

    // Rows that ended early repeat their finished state.
    for (t++; t < STEPS; t++)
    {
        EACH(i, ROWS * WIDTH)
        {
            const int q = i / WIDTH, d = i % WIDTH;
            if (base + q < batch) x.states[((i64)t * batch + base + q) * WIDTH + d] = state[q][d];
        }

        EACH(q, ROWS) if (base + q < batch) x.actions[(i64)t * batch + base + q] = EXIT;
    }

    EACH(i, ROWS * WIDTH)
    {
        const int q = i / WIDTH, d = i % WIDTH;
        if (base + q < batch) x.terminal[(i64)(base + q) * WIDTH + d] = state[q][d];
    }

#ifdef REWARD
    EACH(q, ROWS) if (base + q < batch) x.logReward[base + q] = env_log_reward(state[q], x.table);
#endif
}
