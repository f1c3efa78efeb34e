// Trajectory balance without autograd: rows packed trajectory by trajectory, everything but the matrix products.
struct PackArguments { const i64* lengths; i64* offsets; i64* sizes; i64 batch; };

// offsets[b]: where trajectory b begins among the packed rows; sizes: all rows, longest trajectory. One block.
KERNEL(pack, PackArguments)
{
    BEGIN
    SHARED i64 sums[THREADS];
    SHARED i64 longest[THREADS];
    SHARED i64 next_sums[THREADS];
    SHARED i64 next_longest[THREADS];
    const int batch = (int)x.batch, share = (batch + THREADS - 1) / THREADS;
    EACH(i, THREADS)
    {
        i64 sum = 0, most = 0;
        for (int b = i * share; b < (i + 1) * share && b < batch; b++)
        {
            sum += x.lengths[b];
            most = x.lengths[b] > most ? x.lengths[b] : most;
        }

        sums[i] = sum;
        longest[i] = most;
    }

    SYNC;
    // Sums up to and with each share, by doubling.
    for (int width = 1; width < THREADS; width *= 2)
    {
        EACH(i, THREADS)
        {
            next_sums[i] = sums[i] + (i >= width ? sums[i - width] : 0);
            next_longest[i] = i >= width && longest[i - width] > longest[i] ? longest[i - width] : longest[i];
        }

        SYNC;
        EACH(i, THREADS)
        {
            sums[i] = next_sums[i];
            longest[i] = next_longest[i];
        }

        SYNC;
    }

    EACH(i, 1)
    {
        x.offsets[batch] = sums[THREADS - 1];
        x.sizes[0] = sums[THREADS - 1];
        x.sizes[1] = longest[THREADS - 1];
    }

    SYNC;
    EACH(i, THREADS)
    {
        i64 sum = i > 0 ? sums[i - 1] : 0;
        for (int b = i * share; b < (i + 1) * share && b < batch; b++)
        {
            x.offsets[b] = sum;
            sum += x.lengths[b];
        }
    }
}

struct GatherArguments
{
    const float* weights;
    const i64* states;
    const i64* offsets;
    float* hot;
    float* hidden;
    i64 batch;
    i64 chunks;
};

// Rows of one trajectory (a share of them): their K-hot vectors and the first hidden layer.
KERNEL(gather, GatherArguments)
{
    BEGIN
    const int batch = (int)x.batch, b = block % batch, chunk = block / batch, chunks = (int)x.chunks;
    const int length = (int)(x.offsets[b + 1] - x.offsets[b]);
    const int from = (int)((i64)length * chunk / chunks), to = (int)((i64)length * (chunk + 1) / chunks);
    SHARED int state[WIDTH];
    SHARED Token token[TOKENS];
#ifdef MENDED
    SHARED Token before[TOKENS];
    SHARED u32 changed[TOKEN_WORDS];
    OWNED(double, kept_sum, HIDDEN);
#endif
    for (int t = from; t < to; t++)
    {
        const i64 row = x.offsets[b] + t;
        EACH(d, WIDTH) state[d] = (int)x.states[((i64)t * batch + b) * WIDTH + d];
        EACH(v, VOCABULARY) x.hot[row * VOCABULARY + v] = 0.0f;
        SYNC;
#ifdef MENDED
        EACH(k, TOKENS)
        {
            const Token now = env_token(state, k);
            before[k] = t > from && now == token[k] ? UNCHANGED : t > from ? token[k] : now;
            token[k] = now;
        }

        SYNC;
        EACH(word, TOKEN_WORDS)
        {
            u32 bits = 0;
            for (int k = 0; k < 32 && word * 32 + k < TOKENS; k++) bits |= (u32)(before[word * 32 + k] != UNCHANGED) << k;
            changed[word] = bits;
        }
#else
        EACH(k, TOKENS) token[k] = env_token(state, k);
#endif
        SYNC;
        EACH(k, TOKENS) x.hot[row * VOCABULARY + token[k]] = 1.0f;
        EACH(j, HIDDEN)
        {
#ifdef MENDED
            const double sum = t == from ? first_sum(x.weights, token, j) : mend_sum(x.weights, OWN(kept_sum, j), token, before, changed, j);
            OWN(kept_sum, j) = sum;
#else
            float sum = x.weights[BIAS_0 + j];
            for (int k = 0; k < TOKENS; k++) sum += x.weights[WEIGHT_0 + token[k] * HIDDEN + j];
#endif
            x.hidden[row * HIDDEN + j] = sum < 0 ? 0.0f : (float)sum;
        }

        SYNC;
    }
}

struct BalanceArguments
{
    const float* weights;
    const i64* states;
    const i64* actions;
    const i64* offsets;
    const double* logReward;
    const float* logits;
    float* gradient;
    double* losses;
    double* slopes;
    i64 batch;
    double huber;
};

// Of one trajectory: its residual, loss, and the gradient of the mean loss with respect to its logits.
KERNEL(balance, BalanceArguments)
{
    BEGIN
    const int batch = (int)x.batch, b = block;
    const i64 begin = x.offsets[b];
    const int length = (int)(x.offsets[b + 1] - begin);
    SHARED float top[STEPS];
    SHARED float total[STEPS];
    SHARED double ratio[STEPS];
    SHARED int taken[STEPS];
    SHARED double slope;
    float* scores = x.gradient + begin * ACTIONS;
    EACH(i, length * ACTIONS)
    {
        const int t = i / ACTIONS, a = i % ACTIONS;
        scores[i] = env_allowed(x.states + ((i64)t * batch + b) * WIDTH, a) ? x.logits[begin * ACTIONS + i] : MASKED;
    }

    SYNC;
    EACH(t, length)
    {
        const float* row = scores + t * ACTIONS;
        float best = MASKED, sum = 0;
        for (int a = 0; a < ACTIONS; a++) best = row[a] <= best ? best : row[a];
        for (int a = 0; a < ACTIONS; a++) sum += row[a] == MASKED ? 0.0f : expf(row[a] - best);
        const int action = (int)x.actions[(i64)t * batch + b];
        top[t] = best;
        total[t] = sum;
        taken[t] = action;
        const int parents = t > 0 ? env_parents(x.states + ((i64)t * batch + b) * WIDTH) : 1;
        ratio[t] = (double)(row[action] - best) - log((double)sum) + log((double)parents);
    }

    SYNC;
    EACH(i, 1)
    {
        double residual = (double)x.weights[LOG_Z] - x.logReward[b];
        for (int t = 0; t < length; t++) residual += ratio[t];
        const double size = residual < 0 ? -residual : residual;
        const double inner = x.huber > 0 && size > x.huber ? x.huber : size;
        x.losses[b] = inner * (size + size - inner);
        slope = (residual < 0 ? -2.0 : 2.0) * inner / batch;
        x.slopes[b] = slope;
        if (residual != residual) x.losses[b] = residual;
    }

    SYNC;
    EACH(i, length * ACTIONS)
    {
        const int t = i / ACTIONS, a = i % ACTIONS;
        const float share = scores[i] == MASKED ? 0.0f : expf(scores[i] - top[t]) / total[t];
        scores[i] = (float)slope * ((a == taken[t] ? 1.0f : 0.0f) - share);
    }
}

struct FinishArguments
{
    float* gradients;
    const float* values;
    const double* losses;
    const double* slopes;
    const double* logReward;
    const i64* sizes;
    const double* partial;
    double* metrics;
    i64 batch;
    i64 blocks;
    double clip;
};

// metrics: loss, log Z before the update, norm, mean log R, rows, factor of the gradient (0 where something is not finite), and
// the longest trajectory.
KERNEL(finish, FinishArguments)
{
    BEGIN
    SHARED double loss[THREADS], slope[THREADS], reward[THREADS], square[THREADS];
    const int batch = (int)x.batch;
    EACH(i, THREADS)
    {
        loss[i] = slope[i] = reward[i] = square[i] = 0;
        for (int b = i; b < batch; b += THREADS)
        {
            loss[i] += x.losses[b];
            slope[i] += x.slopes[b];
            reward[i] += x.logReward[b];
        }

        for (int k = i; k < (int)x.blocks; k += THREADS) square[i] += x.partial[k];
    }

    SYNC;
    for (int width = THREADS / 2; width > 0; width /= 2)
    {
        EACH(i, width)
        {
            loss[i] += loss[i + width];
            slope[i] += slope[i + width];
            reward[i] += reward[i + width];
            square[i] += square[i + width];
        }

        SYNC;
    }

    EACH(i, 1)
    {
        const double norm = sqrt(square[0]), mean = loss[0] / batch;
        const bool finite = mean - mean == 0 && norm - norm == 0;
        x.gradients[LOG_Z] = (float)slope[0];
        x.metrics[0] = mean;
        x.metrics[1] = x.values[LOG_Z];
        x.metrics[2] = norm;
        x.metrics[3] = reward[0] / batch;
        x.metrics[4] = (double)x.sizes[0];
        x.metrics[6] = (double)x.sizes[1];
        x.metrics[5] = !finite ? 0.0 : x.clip > 0 && norm > x.clip ? x.clip / norm : 1.0;
    }
}

struct AdamArguments
{
    float* values;
    const float* gradients;
    float* first;
    float* second;
    const double* metrics;
    i64 count;
    i64 boundary;
    const Control* kept;
    Control own;
};

// Adam (Kingma and Ba 2015) as in AdamOptimizer; log Z has its own rate and is not clipped.
KERNEL(adam, AdamArguments)
{
    BEGIN
    const double factor = x.metrics[5];
    const double rate = x.kept ? x.kept->rate : x.own.rate, log_z_rate = x.kept ? x.kept->logZRate : x.own.logZRate;
    const double inverse_root = x.kept ? x.kept->inverseRoot : x.own.inverseRoot;
    EACH(i, THREADS)
    {
        const i64 place = (i64)block * THREADS + i;
        if (place < x.count && factor > 0)
        {
            const bool own = place >= x.boundary;
            const float g = x.gradients[place] * (own ? 1.0f : (float)factor);
            const float m = x.first[place] + (1.0f - 0.9f) * (g - x.first[place]);
            const float v = x.second[place] + (1.0f - 0.999f) * (g * g - x.second[place]);
            x.first[place] = m;
            x.second[place] = v;
            x.values[place] -= (float)(own ? log_z_rate : rate) * m / (sqrtf(v) * (float)inverse_root + 1e-8f);
        }
    }
}
