// Both compilers read the kernels: NVRTC for a GPU, and a C++ compiler for a plain loop over blocks (tests, any machine).
// A kernel is a list of regions, EACH(i, n) { ... }, divided by SYNC; what lives across a SYNC is SHARED or the same in all
// threads, so a region may run on many threads or one after another with the same result.
typedef unsigned int u32;
typedef unsigned long long u64;
typedef long long i64;
#ifdef HOST
#define DEVICE static inline
#define SHARED
#define SYNC
#define EACH(i, n) for (int i = 0; i < (int)(n); i++)
#define KERNEL(name, Arguments) extern "C" void quiver_##name(int block, const Arguments* argument)
#define KERNEL2 KERNEL
#define BEGIN const auto& x = *argument; (void)block;
#define ALIGNED(n) alignas(n)
#define OWNED(type, name, n) type name[n]
#define OWN(name, i) name[i]
#define LOWEST(bits) __builtin_ctz(bits)
typedef double __attribute__((may_alias)) Loose;
extern "C" { float expf(float); double exp(double); double log(double); double sqrt(double); float sqrtf(float); float fmaf(float, float, float); }
#else
#define DEVICE __device__ __forceinline__
#define SHARED __shared__
#define SYNC __syncthreads()
#define EACH(i, n) for (int i = threadIdx.x; i < (int)(n); i += THREADS)
#define KERNEL(name, Arguments) extern "C" __global__ void __launch_bounds__(THREADS) quiver_##name(const Arguments x)
// Registers for two blocks on a multiprocessor.
#define KERNEL2(name, Arguments) extern "C" __global__ void __launch_bounds__(THREADS, 2) quiver_##name(const Arguments x)
#define BEGIN const int block = blockIdx.x; (void)block;
#define ALIGNED(n) __align__(n)
// OWNED(type, name, n): one value for every i of EACH(i, n), which its thread keeps across regions.
#define OWNED(type, name, n) type name[((n) + THREADS - 1) / THREADS]
#define OWN(name, i) name[(i) / THREADS]
#define LOWEST(bits) (__ffs(bits) - 1)
typedef double Loose;
#endif
// Names begin with quiver_: some, like norm, are taken by the compiler's own C++ functions.
#define MASKED -3.0e38f

// What changes from one iteration of a training to the next.
struct Control
{
    u64 index;
    double inverseTemperature;
    double epsilon;
    double prefixProbability;
    i64 prefixLength;
    double rate;
    double logZRate;
    double inverseRoot;
};

struct ControlArguments { Control* to; Control value; };

// Writes it where the kernels of a recorded iteration look for it.
KERNEL(control, ControlArguments)
{
    BEGIN
    EACH(i, 1) *x.to = x.value;
}

struct Words { u32 x, y, z, w; };

// Philox4x32 with ten rounds (Salmon et al. 2011), as Quiver.Core.Randomness.Philox.
DEVICE Words philox(u64 key, u32 c0, u32 c1, u64 index)
{
    u32 k0 = (u32)key, k1 = (u32)(key >> 32), c2 = (u32)index, c3 = (u32)(index >> 32);
    for (int round = 0; round < 10; round++)
    {
        const u64 first = (u64)0xD2511F53u * c0, second = (u64)0xCD9E8D57u * c2;
        c0 = (u32)(second >> 32) ^ c1 ^ k0;
        c1 = (u32)second;
        c2 = (u32)(first >> 32) ^ c3 ^ k1;
        c3 = (u32)first;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }

    const Words words = { c0, c1, c2, c3 };
    return words;
}

// A state of many tokens that changes a few of them in a step: the first layer's sums are kept and mended. They are kept in
// double precision, so that a hundred mendings leave no trace.
#if defined(TOKENS) && TOKENS > 16 && VOCABULARY < 65535
#define MENDED
#define TOKEN_WORDS ((TOKENS + 31) / 32)
#define UNCHANGED 65535
typedef unsigned short Token;
#else
typedef int Token;
#endif

DEVICE double unit(u32 word) { return (word + 0.5) * (1.0 / 4294967296.0); }
