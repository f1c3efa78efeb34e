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
    u64 index;
    double inverseTemperature;
    double epsilon;
    double prefixProbability;
    i64 prefixLength;
};

DEVICE void hidden_layer(const float* matrix, const float* bias, const Row* from, Row* to, float* part)
{
    // Each thread sums a share of the inputs for one output of all rows, so that a weight is read once per block.
    EACH(i, SPLIT * HIDDEN)
    {
        const int share = i / HIDDEN, j = i % HIDDEN;
        float sum[ROWS];
        for (int q = 0; q < ROWS; q++) sum[q] = share == 0 ? bias[j] : 0.0f;
#ifndef HOST
        #pragma unroll 16
#endif
        for (int k = share * (HIDDEN / SPLIT); k < (share + 1) * (HIDDEN / SPLIT); k++)
        {
            const float w = matrix[k * HIDDEN + j];
            const Row input = from[k];
            for (int q = 0; q < ROWS; q++) sum[q] = fmaf(input.at[q], w, sum[q]);
        }

        for (int q = 0; q < ROWS; q++) part[(share * ROWS + q) * HIDDEN + j] = sum[q];
    }

    SYNC;
    EACH(i, ROWS * HIDDEN)
    {
        const int q = i / HIDDEN, j = i % HIDDEN;
        float sum = part[q * HIDDEN + j];
        for (int share = 1; share < SPLIT; share++) sum += part[(share * ROWS + q) * HIDDEN + j];
        to[j].at[q] = sum < 0 ? 0.0f : sum;
    }

    SYNC;
}

KERNEL(rollout, RolloutArguments)
{
    BEGIN
    SHARED int state[ROWS][WIDTH];
    SHARED int token[ROWS][TOKENS];
    SHARED int live[ROWS], prefix[ROWS], even[ROWS];
    SHARED double chosen[ROWS];
    SHARED Row first[HIDDEN], second[HIDDEN];
    SHARED float part[PART];
    SHARED float score[ROWS][ACTIONS];
    SHARED float top[ROWS];
    SHARED int walking;
    const int base = block * ROWS;
    const int batch = (int)x.batch;
    EACH(i, ROWS * WIDTH)
    {
        const int q = i / WIDTH, d = i % WIDTH;
        state[q][d] = base + q < batch ? (int)x.start[(i64)(base + q) * WIDTH + d] : 0;
    }

    EACH(q, ROWS)
    {
        live[q] = base + q < batch;
        prefix[q] = 0;
        if (x.prefixProbability > 0 && x.prefixLength > 0)
        {
            const Words once = philox(x.seed, 0xFFFFFFFFu, base + q, x.index);
            if (unit(once.x) < x.prefixProbability) prefix[q] = 1 + (int)(unit(once.y) * x.prefixLength);
        }
    }

    SYNC;
    int t = 0;
    for (; t < STEPS; t++)
    {
        EACH(i, ROWS * WIDTH)
        {
            const int q = i / WIDTH, d = i % WIDTH;
            if (base + q < batch) x.states[((i64)t * batch + base + q) * WIDTH + d] = state[q][d];
        }

        EACH(i, ROWS * TOKENS) token[i / TOKENS][i % TOKENS] = live[i / TOKENS] ? env_token(state[i / TOKENS], i % TOKENS) : 0;
        EACH(q, ROWS)
        {
            const Words noise = philox(x.seed, t, base + q, x.index);
            chosen[q] = unit(noise.x);
            even[q] = t < prefix[q] || unit(noise.y) < x.epsilon;
        }

        SYNC;
        EACH(i, ROWS * HIDDEN)
        {
            const int q = i / HIDDEN, j = i % HIDDEN;
            float sum = x.weights[BIAS_0 + j];
            for (int k = 0; k < TOKENS; k++) sum += x.weights[WEIGHT_0 + token[q][k] * HIDDEN + j];
            first[j].at[q] = sum < 0 ? 0.0f : sum;
        }

        SYNC;
        LAYERS_OF_WEIGHTS
        EACH(i, HEAD_SPLIT * ACTIONS)
        {
            const int share = i / ACTIONS, a = i % ACTIONS;
            float sum[ROWS];
            for (int q = 0; q < ROWS; q++) sum[q] = 0.0f;
            for (int k = share * (HIDDEN / HEAD_SPLIT); k < (share + 1) * (HIDDEN / HEAD_SPLIT); k++)
            {
                const float w = x.weights[HEAD_WEIGHT + k * ACTIONS + a];
                const Row input = LAST[k];
                for (int q = 0; q < ROWS; q++) sum[q] = fmaf(input.at[q], w, sum[q]);
            }

            for (int q = 0; q < ROWS; q++) part[(share * ROWS + q) * ACTIONS + a] = sum[q];
        }

        SYNC;
        EACH(i, ROWS * ACTIONS)
        {
            const int q = i / ACTIONS, a = i % ACTIONS;
            float sum = x.weights[HEAD_BIAS + a];
            for (int share = 0; share < HEAD_SPLIT; share++) sum += part[(share * ROWS + q) * ACTIONS + a];
            score[q][a] = env_allowed(state[q], a) ? even[q] ? 0.0f : sum * (float)x.inverseTemperature : MASKED;
        }

        SYNC;
        EACH(q, ROWS)
        {
            float best = MASKED;
            for (int a = 0; a < ACTIONS; a++) best = score[q][a] > best ? score[q][a] : best;
            top[q] = best;
        }

        SYNC;
        EACH(i, ROWS * ACTIONS)
        {
            const int q = i / ACTIONS, a = i % ACTIONS;
            score[q][a] = score[q][a] == MASKED ? 0.0f : expf(score[q][a] - top[q]);
        }

        SYNC;
        EACH(q, ROWS)
        {
            int action = EXIT;
            if (live[q])
            {
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
                if (action == EXIT)
                {
                    live[q] = 0;
                    x.lengths[base + q] = t + 1;
                }
                else
                {
                    env_step(state[q], action);
                }
            }

            if (base + q < batch) x.actions[(i64)t * batch + base + q] = action;
        }

        SYNC;
        EACH(q, 1)
        {
            walking = 0;
            for (int r = 0; r < ROWS; r++) walking |= live[r];
        }

        SYNC;
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
