// Matrix products of the training step, in float32. Every output is one chain of fused multiply-adds in the order of the
// inputs, whatever the tile, so that neither the size of a batch nor the device changes a bit.
// ALL(i): every thread once. MINE: what a thread keeps across regions; MY: its m-th number.
#ifdef HOST
#define ALL(i) for (int i = 0; i < THREADS; i++)
#define MINE(type, name, n) type name[(n) * THREADS]
#define MY(name, m, i) name[(m) * THREADS + (i)]
#define UNROLL
#define MEMBER static inline
#else
#define ALL(i) if (const int i = threadIdx.x; i >= 0)
#define MINE(type, name, n) type name[n]
#define MY(name, m, i) name[m]
#define UNROLL _Pragma("unroll")
#define MEMBER static __device__ __forceinline__
#endif

template <int n> struct ALIGNED(n >= 4 ? 16 : 4 * n) Piece { float at[n]; };

// A block has ROWS_ x COLUMNS_ outputs, a thread DOWN x RIGHT of them; DEPTH_ inputs are in shared memory at a time, twice, so
// that the next ones arrive while these are used. LANES_X threads of a warp stand beside each other.
template <int ROWS_, int COLUMNS_, int DOWN_, int RIGHT_, int DEPTH_, int LANES_X, bool QUICK>
struct Tile
{
    static const int rows = ROWS_, columns = COLUMNS_, down = DOWN_, right = RIGHT_, depth = DEPTH_;
    static const int pitch_a = rows + 4, pitch_b = columns + 4, buffer = depth * (pitch_a + pitch_b), pool = 2 * buffer;
    static const bool quick = QUICK;
    // Rows and columns of a thread stand in pieces of up to four, the pieces of a warp's threads beside each other.
    static const int piece_down = down < 4 ? down : 4, piece_right = right < 4 ? right : 4;
    static const int lanes_x = LANES_X, lanes_y = 32 / LANES_X, across = columns / (lanes_x * right);
    static_assert(across * lanes_x * right == columns && rows * columns == THREADS * down * right, "a tile is its threads' outputs");
};

typedef Tile<128, 256, 8, 8, 8, 8, true> Large;
typedef Tile<64, 128, 4, 4, 16, 8, true> Wide;
typedef Tile<32, 64, 2, 2, 16, 8, false> Small;
typedef Tile<128, 8, 1, 2, 32, 4, false> Narrow;

// The place in the tile of a thread's r-th row and c-th column.
template <class T> DEVICE int row_at(int i, int r)
{
    return i / 32 / T::across * T::lanes_y * T::down + r / T::piece_down * T::lanes_y * T::piece_down + i % 32 / T::lanes_x * T::piece_down + r % T::piece_down;
}

template <class T> DEVICE int column_at(int i, int c)
{
    return i / 32 % T::across * T::lanes_x * T::right + c / T::piece_right * T::lanes_x * T::piece_right + i % 32 % T::lanes_x * T::piece_right + c % T::piece_right;
}

// What arrives of one matrix at a time: depth inputs of length outputs, [k][o] in shared memory. Along: the summed index is the
// contiguous one, else across. Quick: four numbers at a time, where all of them exist and are aligned.
template <bool along, bool quick, int length, int depth, int pitch>
struct Part
{
    static const int group = quick ? 4 : 1, loads = (length * depth / group + THREADS - 1) / THREADS;

    MEMBER Piece<group> fetched(const float* from, int from_pitch, int left, int inputs, int begin, int e)
    {
        const int k = along ? e % (depth / group) * group : e / (length / group), o = along ? e / (depth / group) : e % (length / group) * group;
        Piece<group> piece;
        for (int j = 0; j < group; j++) piece.at[j] = 0.0f;
        if (e < length * depth / group && (quick || (o < left && begin + k < inputs)))
        {
            piece = *(const Piece<group>*)(from + (along ? o * from_pitch + begin + k : (begin + k) * from_pitch + o));
        }

        return piece;
    }

    MEMBER void placed(float* to, const Piece<group>& piece, int e)
    {
        const int k = along ? e % (depth / group) * group : e / (length / group), o = along ? e / (depth / group) : e % (length / group) * group;
        if (e < length * depth / group)
        {
            if (along) for (int j = 0; j < group; j++) to[(k + j) * pitch + o] = piece.at[j];
            else *(Piece<group>*)(to + k * pitch + o) = piece;
        }
    }
};

template <class T, bool along_a, bool along_b, bool quick>
DEVICE void sums_of(const float* a, int pitch_a, int rows, const float* b, int pitch_b, int columns, int inputs, float* pool, float* sum, bool adds, float* column_sums)
{
    typedef Part<along_a, quick, T::rows, T::depth, T::pitch_a> Left;
    typedef Part<along_b, quick, T::columns, T::depth, T::pitch_b> Top;
    MINE(Piece<Left::group>, next_a, Left::loads);
    MINE(Piece<Top::group>, next_b, Top::loads);
    const int steps = (inputs + T::depth - 1) / T::depth;
    ALL(i)
    {
        UNROLL
        for (int m = 0; m < T::down * T::right; m++) MY(sum, m, i) = 0.0f;
        if (adds) MY(column_sums, 0, i) = 0.0f;
        if (steps > 0)
        {
            UNROLL
            for (int l = 0; l < Left::loads; l++) Left::placed(pool, Left::fetched(a, pitch_a, rows, inputs, 0, i + l * THREADS), i + l * THREADS);
            UNROLL
            for (int l = 0; l < Top::loads; l++) Top::placed(pool + T::depth * T::pitch_a, Top::fetched(b, pitch_b, columns, inputs, 0, i + l * THREADS), i + l * THREADS);
        }
    }

    SYNC;
    for (int step = 0; step < steps; step++)
    {
        const bool more = step + 1 < steps;
        const float* held = pool + (step % 2) * T::buffer;
        float* other = pool + ((step + 1) % 2) * T::buffer;
        ALL(i)
        {
            if (more)
            {
                UNROLL
                for (int l = 0; l < Left::loads; l++) MY(next_a, l, i) = Left::fetched(a, pitch_a, rows, inputs, (step + 1) * T::depth, i + l * THREADS);
                UNROLL
                for (int l = 0; l < Top::loads; l++) MY(next_b, l, i) = Top::fetched(b, pitch_b, columns, inputs, (step + 1) * T::depth, i + l * THREADS);
            }

            const float* top = held + T::depth * T::pitch_a;
            UNROLL
            for (int k = 0; k < T::depth; k++)
            {
                Piece<T::piece_down> x[T::down / T::piece_down];
                Piece<T::piece_right> w[T::right / T::piece_right];
                UNROLL
                for (int p = 0; p < T::down / T::piece_down; p++) x[p] = *(const Piece<T::piece_down>*)(held + k * T::pitch_a + row_at<T>(i, p * T::piece_down));
                UNROLL
                for (int p = 0; p < T::right / T::piece_right; p++) w[p] = *(const Piece<T::piece_right>*)(top + k * T::pitch_b + column_at<T>(i, p * T::piece_right));
                UNROLL
                for (int m = 0; m < T::down * T::right; m++)
                {
                    const int r = m / T::right, c = m % T::right;
                    MY(sum, m, i) = fmaf(x[r / T::piece_down].at[r % T::piece_down], w[c / T::piece_right].at[c % T::piece_right], MY(sum, m, i));
                }
            }

            if (adds && i < T::columns)
            {
                for (int k = 0; k < T::depth; k++) MY(column_sums, 0, i) += held[T::depth * T::pitch_a + k * T::pitch_b + i];
            }

            if (more)
            {
                UNROLL
                for (int l = 0; l < Left::loads; l++) Left::placed(other, MY(next_a, l, i), i + l * THREADS);
                UNROLL
                for (int l = 0; l < Top::loads; l++) Top::placed(other + T::depth * T::pitch_a, MY(next_b, l, i), i + l * THREADS);
            }
        }

        SYNC;
    }
}

DEVICE bool aligned(const float* from, int pitch) { return (u64)from % 16 == 0 && pitch % 4 == 0; }

// sum[r][c] = sum over k of a[r][k] b[k][c]; where it adds, column_sums are those of b over k.
template <class T, bool along_a, bool along_b>
DEVICE void product(const float* a, int pitch_a, int rows, const float* b, int pitch_b, int columns, int inputs, float* pool, float* sum, bool adds, float* column_sums)
{
    const bool quick = T::quick && rows >= T::rows && columns >= T::columns && inputs % T::depth == 0 && aligned(a, pitch_a) && aligned(b, pitch_b);
    if (quick) sums_of<T, along_a, along_b, T::quick>(a, pitch_a, rows, b, pitch_b, columns, inputs, pool, sum, adds, column_sums);
    else sums_of<T, along_a, along_b, false>(a, pitch_a, rows, b, pitch_b, columns, inputs, pool, sum, adds, column_sums);
}

struct ForwardArguments
{
    const float* input;
    const float* matrix;
    const float* bias;
    float* output;
    const i64* sizes;
    i64 inputs;
    i64 outputs;
    i64 rectified;
    i64 blocks;
};

// output = input matrix + bias, with max(0, .) where it is asked for; input [rows, inputs], matrix [inputs, outputs].
template <class T> DEVICE void forward(const ForwardArguments& x, int block, float* pool)
{
    MINE(float, sum, T::down * T::right);
    const int rows = (int)x.sizes[0], inputs = (int)x.inputs, outputs = (int)x.outputs;
    const int right = (outputs + T::columns - 1) / T::columns, tiles = (rows + T::rows - 1) / T::rows * right;
    for (int tile = block; tile < tiles; tile += (int)x.blocks)
    {
        const int row = tile / right * T::rows, column = tile % right * T::columns;
        product<T, true, false>(x.input + (i64)row * inputs, inputs, rows - row, x.matrix + column, outputs, outputs - column, inputs, pool, sum, false, nullptr);
        ALL(i)
        {
            UNROLL
            for (int m = 0; m < T::down * T::right; m++)
            {
                const int r = row + row_at<T>(i, m / T::right), c = column + column_at<T>(i, m % T::right);
                if (r < rows && c < outputs)
                {
                    const float value = MY(sum, m, i) + x.bias[c];
                    x.output[(i64)r * outputs + c] = x.rectified && value < 0 ? 0.0f : value;
                }
            }
        }
    }
}

KERNEL(forward_large, ForwardArguments) { BEGIN SHARED ALIGNED(16) float pool[Large::pool]; forward<Large>(x, block, pool); }
KERNEL2(forward_wide, ForwardArguments) { BEGIN SHARED ALIGNED(16) float pool[Wide::pool]; forward<Wide>(x, block, pool); }
KERNEL2(forward_small, ForwardArguments) { BEGIN SHARED ALIGNED(16) float pool[Small::pool]; forward<Small>(x, block, pool); }
KERNEL2(forward_narrow, ForwardArguments) { BEGIN SHARED ALIGNED(16) float pool[Narrow::pool]; forward<Narrow>(x, block, pool); }

struct InputsArguments
{
    const float* gradient;
    const float* matrix;
    const float* hidden;
    float* output;
    const i64* sizes;
    i64 inputs;
    i64 outputs;
    i64 blocks;
};

// output = gradient matrix^T where hidden > 0, else 0: the gradient of what a layer was given, through the derivative of max(0, .).
template <class T> DEVICE void inputs_of(const InputsArguments& x, int block, float* pool)
{
    MINE(float, sum, T::down * T::right);
    const int rows = (int)x.sizes[0], inputs = (int)x.inputs, outputs = (int)x.outputs;
    const int right = (inputs + T::columns - 1) / T::columns, tiles = (rows + T::rows - 1) / T::rows * right;
    for (int tile = block; tile < tiles; tile += (int)x.blocks)
    {
        const int row = tile / right * T::rows, column = tile % right * T::columns;
        product<T, true, true>(x.gradient + (i64)row * outputs, outputs, rows - row, x.matrix + (i64)column * outputs, outputs, inputs - column, outputs, pool, sum, false, nullptr);
        ALL(i)
        {
            UNROLL
            for (int m = 0; m < T::down * T::right; m++)
            {
                const int r = row + row_at<T>(i, m / T::right), c = column + column_at<T>(i, m % T::right);
                if (r < rows && c < inputs)
                {
                    const i64 place = (i64)r * inputs + c;
                    x.output[place] = x.hidden[place] > 0 ? MY(sum, m, i) : 0.0f;
                }
            }
        }
    }
}

KERNEL(inputs_large, InputsArguments) { BEGIN SHARED ALIGNED(16) float pool[Large::pool]; inputs_of<Large>(x, block, pool); }
KERNEL2(inputs_wide, InputsArguments) { BEGIN SHARED ALIGNED(16) float pool[Wide::pool]; inputs_of<Wide>(x, block, pool); }
KERNEL2(inputs_small, InputsArguments) { BEGIN SHARED ALIGNED(16) float pool[Small::pool]; inputs_of<Small>(x, block, pool); }

#define MOST_LAYERS 8

struct WeightsArguments
{
    const float* input[MOST_LAYERS];
    const float* gradient[MOST_LAYERS];
    i64 inputs[MOST_LAYERS];
    i64 outputs[MOST_LAYERS];
    i64 matrix[MOST_LAYERS];
    i64 bias[MOST_LAYERS];
    i64 first[MOST_LAYERS + 1];
    float* partial;
    const i64* sizes;
    i64 layers;
    i64 chunks;
    i64 parameters;
};

// One tile of input^T gradient over one share of the rows, and the sums of its columns: what the matrix and bias of a layer receive.
template <class T> DEVICE void weights_of(const WeightsArguments& x, int layer, int place, float* pool)
{
    MINE(float, sum, T::down * T::right);
    MINE(float, column_sums, 1);
    const int rows = (int)x.sizes[0], inputs = (int)x.inputs[layer], outputs = (int)x.outputs[layer], chunks = (int)x.chunks;
    const int right = (outputs + T::columns - 1) / T::columns;
    const int chunk = place % chunks, tile = place / chunks, row = tile / right * T::rows, column = tile % right * T::columns;
    const int share = (rows + 32 * chunks - 1) / (32 * chunks) * 32, begin = chunk * share;
    const int count = rows - begin < 0 ? 0 : rows - begin < share ? rows - begin : share;
    product<T, false, false>(x.input[layer] + (i64)begin * inputs + row, inputs, inputs - row, x.gradient[layer] + (i64)begin * outputs + column, outputs,
        outputs - column, count, pool, sum, row == 0, column_sums);
    float* to = x.partial + chunk * x.parameters;
    ALL(i)
    {
        UNROLL
        for (int m = 0; m < T::down * T::right; m++)
        {
            const int r = row + row_at<T>(i, m / T::right), c = column + column_at<T>(i, m % T::right);
            if (r < inputs && c < outputs) to[x.matrix[layer] + (i64)r * outputs + c] = MY(sum, m, i);
        }

        if (row == 0 && i < T::columns && column + i < outputs) to[x.bias[layer] + column + i] = MY(column_sums, 0, i);
    }
}

template <class T> DEVICE void all_weights(const WeightsArguments& x, int block, float* pool)
{
    int layer = 0;
    while (layer + 1 < (int)x.layers && block >= x.first[layer + 1]) layer++;
    const int place = block - (int)x.first[layer];
    if (x.outputs[layer] <= Narrow::columns) weights_of<Narrow>(x, layer, place, pool);
    else weights_of<T>(x, layer, place, pool);
}

KERNEL(weights_large, WeightsArguments) { BEGIN SHARED ALIGNED(16) float pool[Large::pool > Narrow::pool ? Large::pool : Narrow::pool]; all_weights<Large>(x, block, pool); }
KERNEL2(weights_wide, WeightsArguments) { BEGIN SHARED ALIGNED(16) float pool[Wide::pool > Narrow::pool ? Wide::pool : Narrow::pool]; all_weights<Wide>(x, block, pool); }

struct CollectArguments { const float* partial; float* gradients; double* squares; i64 parameters; i64 chunks; i64 blocks; };

// The gradient from its shares, and the sum of its squares, one number per block; every sum in a fixed order.
KERNEL(collect, CollectArguments)
{
    BEGIN
    SHARED double sums[THREADS];
    const i64 part = (x.parameters + x.blocks - 1) / x.blocks;
    const i64 begin = part * block, end = begin + part < x.parameters ? begin + part : x.parameters;
    EACH(i, THREADS)
    {
        double square = 0;
        for (i64 k = begin + i; k < end; k += THREADS)
        {
            float sum = 0.0f;
            for (int c = 0; c < (int)x.chunks; c++) sum += x.partial[c * x.parameters + k];
            x.gradients[k] = sum;
            square += (double)sum * sum;
        }

        sums[i] = square;
    }

    SYNC;
    for (int width = THREADS / 2; width > 0; width /= 2)
    {
        EACH(i, width) sums[i] += sums[i + width];
        SYNC;
    }

    EACH(i, 1) x.squares[block] = sums[0];
}
