// Annealing of partitions, one chain a block. Many moves of the chain are worked out side by side on the same partition; those
// accepted whose groups do not meet are carried out together, so every change of S that was worked out is exact. Moves are those of the
// CPU's chains (PartitionChain, Ejection): a term goes to another group, and members that conflict with it there go elsewhere.
#define CONFLICT (-32768)
#define SLOT_WORDS (SLOTS / 32)
#define WORDS ((TERMS + 31) / 32)
#define MOST_EJECTED 8
#define OPERATIONS 640
// Destinations beside the slots, and what a lane found.
#define OPENS (-1)
#define STAYS (-2)
#define NOTHING (-3)
// The largest float.
#define FAR 3.0e38f
#ifdef HOST
extern "C" float logf(float);
#define LOG logf
DEVICE int count_up(int* place) { return (*place)++; }
DEVICE void set_largest(int* place, int value) { if (*place < value) *place = value; }
DEVICE void flip(u32* place, u32 bits) { *place ^= bits; }
DEVICE void set(u32* place, u32 bits) { *place |= bits; }
#define POOL static thread_local u32 pool[POOL_WORDS];
#else
#define LOG __logf
DEVICE int count_up(int* place) { return atomicAdd(place, 1); }
DEVICE void set_largest(int* place, int value) { atomicMax(place, value); }
DEVICE void flip(u32* place, u32 bits) { atomicXor(place, bits); }
DEVICE void set(u32* place, u32 bits) { atomicOr(place, bits); }
#define POOL extern __shared__ u32 pool[];
#endif

struct ChainSettings { double from; double to; i64 active; };

struct PartitionArguments
{
    const short* rows;        // [TERMS, STRIDE], correlations in steps
    const float* step;        // [TERMS]
    const float* deviation;   // [TERMS]
    const double* diagonal;   // [TERMS]
    const int* partners;      // [TERMS, PARTNERS]
    const int* rank;          // [TERMS]
    const u32* conflicts;     // [TERMS, WORDS]
    float* fields;            // [chains, SLOTS, STRIDE]
    unsigned short* counts;   // [chains, SLOTS, STRIDE]
    u32* accepts;             // [chains, TERMS, SLOT_WORDS] where it is not on the multiprocessor
    u32* members;             // [chains, SLOTS, WORDS], likewise
    int* labels;              // [chains, TERMS], slot or -1
    double* results;          // [chains, RESULTS]
    const ChainSettings* settings;
    u64 seed;
    u64 index;
    double price;
    i64 rounds;
    i64 mostGroups;
    double ejectionRate;
    double partnerRate;
    double leastAllowance;
};

struct Chain
{
    double variance[SLOTS];
    float deviation[SLOTS];
    int size[SLOTS];
    u32 occupied[SLOT_WORDS];
    u32 touched[SLOT_WORDS];
    u32 accepted[(PROPOSALS + 31) / 32];
    int term[PROPOSALS];
    int found[PROPOSALS];
    u32 base[PROPOSALS];
    float change[PROPOSALS];
    float limit[PROPOSALS];
    float rest[PROPOSALS];
    float sourceVariance[PROPOSALS];
    short source[PROPOSALS];
    short target[PROPOSALS];
    short count[PROPOSALS];
    unsigned short ejected[PROPOSALS][MOST_EJECTED];
    short destination[PROPOSALS][MOST_EJECTED];
    float key[PROPOSALS * LANES];
    float found_change[PROPOSALS * LANES];
    short found_slot[PROPOSALS * LANES];
    unsigned short operation[OPERATIONS];
    short sign[OPERATIONS];
    short runSlot[SLOTS];
    short runStart[SLOTS + 1];
    int operations;
    int runs;
    int groups;
    int unplaced;
    int most;
    i64 moves;
    i64 updates;
    i64 tried;
    i64 looked;
};

// Where the tables of one chain lie.
struct Tables
{
    float* fields;
    unsigned short* counts;
    u32* accepts;
    u32* members;
    short* label;
};

struct ALIGNED(8) Shorts { short v[4]; };
struct ALIGNED(8) Counts { unsigned short v[4]; };
struct ALIGNED(16) Floats { float v[4]; };

DEVICE float root(float v) { return v > 0 ? sqrtf(v) : 0.0f; }

// Weight of two terms, 0 where they conflict.
DEVICE float weight(const PartitionArguments& x, int a, int b)
{
    const short r = x.rows[(i64)a * STRIDE + b];
    return r == CONFLICT ? 0.0f : r * x.step[a] * x.deviation[b];
}

DEVICE float field(const PartitionArguments& x, const Tables& t, int slot, int term)
{
    return t.fields[(i64)slot * STRIDE + term] * x.deviation[term];
}

DEVICE float own(const PartitionArguments& x, int term) { return x.deviation[term] * x.deviation[term]; }

// Logarithm of an exponential variate: the smallest of log e_k + change_k / T is k with Boltzmann's probability.
DEVICE float race(u32 base, u32 k)
{
    u32 h = base + k * 0x9E3779B9u;
    h ^= h >> 16;
    h *= 0x85EBCA6Bu;
    h ^= h >> 13;
    h *= 0xC2B2AE35u;
    h ^= h >> 16;
    const float e = -LOG((h + 0.5f) * 2.3283064e-10f);
    return LOG(e > 1e-9f ? e : 1e-9f);
}

// A proposal: which term goes where.
DEVICE void propose(const PartitionArguments& x, Chain& c, const Tables& t, int p, int block, i64 round, i64 active, float temperature)
{
    const Words r = philox(x.seed, (u32)(round * PROPOSALS + p), (u32)block, x.index);
    int term = (int)(((u64)r.x * (u64)active) >> 32);
    if (round >= x.rounds)
    {
        // Only terms that stand in no group are left to do.
        for (int k = 0; k < active && t.label[term] >= 0; k++) term = term + 1 < active ? term + 1 : 0;
    }

    const int source = t.label[term];
    c.term[p] = term;
    c.source[p] = (short)source;
    c.target[p] = -1;
    c.count[p] = 1;
    c.found[p] = 0;
    c.base[p] = r.z ^ (r.y << 13 | r.y >> 19);
    c.change[p] = 0;
    c.limit[p] = FAR;
    c.rest[p] = 0;
    c.ejected[p][0] = (unsigned short)term;
    if (source < 0) return;
    const bool alone = c.size[source] == 1;
    float left = alone ? 0.0f : (float)c.variance[source] - 2 * field(x, t, source, term) - own(x, term);
    if (left < 0) left = 0;
    c.sourceVariance[p] = left;
    c.change[p] = root(left) - c.deviation[source] - (alone ? (float)x.price : 0.0f);
    if (r.y >= (u32)(x.ejectionRate * 4294967295.0)) return;
    c.count[p] = 0;
    int target;
    if ((r.z >> 8) * (1.0 / 16777216.0) < x.partnerRate)
    {
        const int partner = x.partners[term * PARTNERS + (int)(r.z % PARTNERS)];
        target = partner < 0 ? -1 : t.label[partner];
    }
    else
    {
        target = (int)(((u64)(r.w >> 16) * SLOTS) >> 16);
    }

    if (target < 0 || target == source || c.size[target] == 0) return;
    const int conflicts = t.counts[(i64)target * STRIDE + term];
    if (conflicts == 0 || conflicts > MOST_EJECTED) return;
    const u32 draw = philox(x.seed, (u32)(round * PROPOSALS + p), (u32)block | 0x80000000u, x.index).x;
    const float limit = -temperature * LOG(((draw >> 8) + 0.5f) * 5.9604645e-8f);

    // What the draw and the term's own move leave to those thrown out (EjectionFilter).
    const float joined = root((float)c.variance[target] + 2 * field(x, t, target, term) + own(x, term)) - c.deviation[target];
    if (limit - c.change[p] - joined < x.leastAllowance * temperature) return;
    c.limit[p] = limit;
    c.target[p] = (short)target;
    c.count[p] = (short)conflicts;
}

// A lane's share of the members of the target that conflict with the term.
DEVICE void find_ejected(const PartitionArguments& x, Chain& c, const Tables& t, int p, int lane, int words)
{
    const int target = c.target[p];
    if (target < 0) return;
    const u32* conflicts = x.conflicts + (i64)c.term[p] * WORDS;
    const u32* members = t.members + target * WORDS;
    for (int w = lane; w < words; w += LANES)
    {
        for (u32 bits = conflicts[w] & members[w]; bits != 0; bits &= bits - 1)
        {
            const int k = count_up(&c.found[p]);
            if (k < MOST_EJECTED) c.ejected[p][k] = (unsigned short)(32 * w + LOWEST(bits));
        }
    }
}

// What source and target change by, and what is left to those that are thrown out.
DEVICE void weigh_ejection(const PartitionArguments& x, Chain& c, const Tables& t, int p)
{
    const int target = c.target[p], n = c.count[p], term = c.term[p];
    if (target < 0) return;
    for (int i = 1; i < n; i++)
    {
        // Largest |c| first, whatever order the lanes came in.
        const unsigned short m = c.ejected[p][i];
        int k = i;
        for (; k > 0 && x.rank[c.ejected[p][k - 1]] > x.rank[m]; k--) c.ejected[p][k] = c.ejected[p][k - 1];
        c.ejected[p][k] = m;
    }

    float variance = (float)c.variance[target] + 2 * field(x, t, target, term) + own(x, term), rest = 0;
    for (int i = 0; i < n; i++)
    {
        const int m = c.ejected[p][i];
        float f = field(x, t, target, m);
        for (int q = 0; q < i; q++) f -= weight(x, m, c.ejected[p][q]);
        variance -= 2 * f + own(x, m);
        rest += x.deviation[m];
    }

    c.change[p] += root(variance) - c.deviation[target];
    c.rest[p] = rest;
    if (c.change[p] - rest > c.limit[p]) c.count[p] = 0;
}

// Change of S when member i of a proposal joins a slot, FAR where the slot does not take it.
DEVICE float joining(const PartitionArguments& x, const Chain& c, const Tables& t, int p, int i, int slot)
{
    const int m = c.ejected[p][i], term = c.term[p];
    float f = field(x, t, slot, m), variance = (float)c.variance[slot], deviation = c.deviation[slot];
    if (c.target[p] >= 0)
    {
        const bool source = slot == c.source[p];
        if (source)
        {
            variance = c.sourceVariance[p];
            f -= weight(x, m, term);
        }

        bool changed = source;
        for (int q = 0; q < i; q++)
        {
            if (c.destination[p][q] != slot) continue;
            const int other = c.ejected[p][q];
            const short r = x.rows[(i64)m * STRIDE + other];
            if (r == CONFLICT) return FAR;
            float g = field(x, t, slot, other) - (source ? weight(x, other, term) : 0.0f);
            for (int z = 0; z < q; z++) g += c.destination[p][z] == slot ? weight(x, other, c.ejected[p][z]) : 0.0f;
            f += r * x.step[m] * x.deviation[other];
            variance += 2 * g + own(x, other);
            changed = true;
        }

        if (changed) deviation = root(variance);
    }

    return root(variance + 2 * f + own(x, m)) - deviation;
}

// The best of a lane's share of the places that member i of a proposal can go to.
DEVICE int find_place(const PartitionArguments& x, Chain& c, const Tables& t, int p, int lane, int i, float temperature)
{
    const int at = p * LANES + lane;
    c.found_slot[at] = NOTHING;
    if (i >= c.count[p]) return 0;
    const int m = c.ejected[p][i], source = c.source[p], target = c.target[p];
    const int barred = target >= 0 ? target : source;
    const u32* accepts = t.accepts + (i64)m * SLOT_WORDS;
    const bool alone = source >= 0 && c.size[source] == 1;
    const u32 lanes = 0xFFFFFFFFu / ((1u << LANES) - 1) << lane;
    const u32 first = (u32)i * (SLOTS + 2);
    float best = FAR;
    int n = 0;
    for (int w = 0; w < SLOT_WORDS; w++)
    {
        for (u32 bits = accepts[w] & c.occupied[w] & lanes; bits != 0; bits &= bits - 1)
        {
            const int slot = 32 * w + LOWEST(bits);
            if (slot == barred || (slot == source && alone)) continue;
            const float change = joining(x, c, t, p, i, slot);
            n++;
            const float key = change / temperature + race(c.base[p], first + slot);
            if (change < FAR && key < best)
            {
                best = key;
                c.found_slot[at] = (short)slot;
                c.found_change[at] = change;
            }
        }
    }

    // The source takes a member as well if the term that left was its only conflict there.
    if (target >= 0 && !alone && lane == source % LANES && t.counts[(i64)source * STRIDE + m] == 1)
    {
        const float change = joining(x, c, t, p, i, source);
        const float key = change / temperature + race(c.base[p], first + source);
        if (change < FAR && key < best)
        {
            best = key;
            c.found_slot[at] = (short)source;
            c.found_change[at] = change;
        }
    }

    if (lane == 0 && c.groups < x.mostGroups && (target >= 0 || !alone))
    {
        const float change = x.deviation[m] + (float)x.price;
        const float key = change / temperature + race(c.base[p], first + SLOTS);
        if (key < best)
        {
            best = key;
            c.found_slot[at] = OPENS;
            c.found_change[at] = change;
        }
    }

    if (lane == LANES - 1 && target < 0 && source >= 0)
    {
        const float key = -c.change[p] / temperature + race(c.base[p], first + SLOTS + 1);
        if (key < best)
        {
            best = key;
            c.found_slot[at] = STAYS;
        }
    }

    c.key[at] = best;
    return n;
}

// The best of all lanes is where member i goes.
DEVICE void choose_place(const PartitionArguments& x, Chain& c, int p, int i)
{
    if (i >= c.count[p]) return;
    float best = FAR;
    int at = -1;
    for (int lane = 0; lane < LANES; lane++)
    {
        const int k = p * LANES + lane;
        if (c.found_slot[k] != NOTHING && c.key[k] < best)
        {
            best = c.key[k];
            at = k;
        }
    }

    if (at < 0 || c.found_slot[at] == STAYS)
    {
        c.count[p] = 0;
        return;
    }

    c.destination[p][i] = c.found_slot[at];
    c.change[p] += c.found_change[at];
    c.rest[p] -= x.deviation[c.ejected[p][i]];
    if (c.target[p] >= 0 && c.change[p] - (i + 1 < c.count[p] ? c.rest[p] : 0.0f) > c.limit[p])
    {
        c.count[p] = 0;
        return;
    }

    if (i + 1 == c.count[p]) set(&c.accepted[p / 32], 1u << (p % 32));
}

DEVICE bool is_touched(const Chain& c, int slot) { return slot >= 0 && (c.touched[slot / 32] >> (slot % 32) & 1) != 0; }

DEVICE void begin_run(Chain& c, int slot)
{
    c.touched[slot / 32] |= 1u << (slot % 32);
    c.runSlot[c.runs] = (short)slot;
    c.runStart[c.runs++] = (short)c.operations;
}

DEVICE void operate(Chain& c, const Tables& t, int slot, int term, int sign)
{
    c.operation[c.operations] = (unsigned short)term;
    c.sign[c.operations++] = (short)sign;
    c.size[slot] += sign;
    t.members[slot * WORDS + term / 32] ^= 1u << (term % 32);
    if (sign > 0) t.label[term] = (short)slot;
    if (c.size[slot] == (sign > 0 ? 1 : 0))
    {
        c.occupied[slot / 32] ^= 1u << (slot % 32);
        c.groups += sign;
    }
}

// An empty slot that no move of this round has, or -1.
DEVICE int empty_slot(const Chain& c)
{
    for (int w = 0; w < SLOT_WORDS; w++)
    {
        const u32 free = ~(c.occupied[w] | c.touched[w]);
        if (free != 0) return 32 * w + LOWEST(free);
    }

    return -1;
}

// Takes the accepted moves whose groups do not meet, in the order of the proposals, by one thread.
DEVICE void select(const PartitionArguments& x, Chain& c, const Tables& t)
{
    c.operations = c.runs = 0;
    for (int w = 0; w < SLOT_WORDS; w++) c.touched[w] = 0;
    for (int word = 0; word < (PROPOSALS + 31) / 32; word++)
    {
        for (u32 bits = c.accepted[word]; bits != 0; bits &= bits - 1)
        {
            const int p = 32 * word + LOWEST(bits), n = c.count[p], term = c.term[p], source = c.source[p], target = c.target[p];
            bool free = c.operations + 2 * n + 2 <= OPERATIONS && t.label[term] == source
                && !is_touched(c, source) && !is_touched(c, target);
            int opened = 0;
            for (int i = 0; i < n && free; i++)
            {
                free = !is_touched(c, c.destination[p][i]);
                opened += c.destination[p][i] == OPENS ? 1 : 0;
            }

            if (!free || c.groups + opened > x.mostGroups + (source >= 0 && c.size[source] == 1 ? 1 : 0)) continue;
            for (int i = 0; i < n && free; i++)
            {
                if (c.destination[p][i] != OPENS) continue;
                const int slot = empty_slot(c);
                free = slot >= 0;
                if (!free) break;
                c.destination[p][i] = (short)slot;
                c.touched[slot / 32] |= 1u << (slot % 32);
            }

            // No slot is left: the ones marked stay empty for this round.
            if (!free) continue;

            c.moves++;
            if (source >= 0)
            {
                begin_run(c, source);
                operate(c, t, source, term, -1);
                for (int i = 0; i < n && target >= 0; i++)
                {
                    if (c.destination[p][i] == source) operate(c, t, source, c.ejected[p][i], 1);
                }
            }
            else
            {
                c.unplaced--;
            }

            if (target >= 0)
            {
                begin_run(c, target);
                for (int i = 0; i < n; i++)
                {
                    // Its label is set by where it goes, which may be written already.
                    operate(c, t, target, c.ejected[p][i], -1);
                }

                operate(c, t, target, term, 1);
            }

            for (int i = 0; i < n; i++)
            {
                const int slot = c.destination[p][i];
                bool done = target >= 0 && slot == source;
                for (int q = 0; q < i; q++) done |= c.destination[p][q] == slot;
                if (done) continue;
                begin_run(c, slot);
                for (int q = i; q < n; q++)
                {
                    if (c.destination[p][q] == slot) operate(c, t, slot, c.ejected[p][q], 1);
                }
            }
        }
    }

    c.runStart[c.runs] = (short)c.operations;
    c.updates += c.operations;
}

// The variance of a slot after its operations, from fields that do not know of them yet.
DEVICE void settle(const PartitionArguments& x, Chain& c, const Tables& t, int run)
{
    const int slot = c.runSlot[run];
    double variance = c.variance[slot];
    for (int k = c.runStart[run]; k < c.runStart[run + 1]; k++)
    {
        const int term = c.operation[k];
        float f = field(x, t, slot, term);
        for (int q = c.runStart[run]; q < k; q++) f += c.sign[q] * weight(x, term, c.operation[q]);
        variance += c.sign[k] * (2.0 * f + x.diagonal[term]);
    }

    if (c.size[slot] == 0) variance = 0;
    c.variance[slot] = variance;
    c.deviation[slot] = variance > 0 ? (float)sqrt(variance) : 0.0f;
}

// Fields, counts and accepting bits of four terms after a slot's operations.
DEVICE void apply(const PartitionArguments& x, const Chain& c, const Tables& t, int run, int chunk)
{
    const int slot = c.runSlot[run], first = 4 * chunk;
    Floats* fields = (Floats*)(t.fields + (i64)slot * STRIDE + first);
    Counts* counts = (Counts*)(t.counts + (i64)slot * STRIDE + first);
    Floats f = *fields;
    const Counts before = *counts;
    Counts n = before;
    for (int k = c.runStart[run]; k < c.runStart[run + 1]; k++)
    {
        const int term = c.operation[k], sign = c.sign[k];
        const Shorts row = *(const Shorts*)(x.rows + (i64)term * STRIDE + first);
        const float step = sign * x.step[term];
        for (int i = 0; i < 4; i++)
        {
            const bool conflict = row.v[i] == CONFLICT;
            f.v[i] += step * (conflict ? 0 : row.v[i]);
            n.v[i] = (unsigned short)(n.v[i] + (conflict ? sign : 0));
        }
    }

    if (c.size[slot] == 0)
    {
        for (int i = 0; i < 4; i++) f.v[i] = 0;
    }

    *fields = f;
    *counts = n;
    for (int i = 0; i < 4; i++)
    {
        if ((before.v[i] == 0) != (n.v[i] == 0)) flip(t.accepts + (i64)(first + i) * SLOT_WORDS + slot / 32, 1u << (slot % 32));
    }
}

// The same from the members alone.
DEVICE void build(const PartitionArguments& x, const Tables& t, int slot, int chunk, int words)
{
    const int first = 4 * chunk;
    Floats f = { { 0, 0, 0, 0 } };
    Counts n = { { 0, 0, 0, 0 } };
    for (int w = 0; w < words; w++)
    {
        for (u32 bits = t.members[slot * WORDS + w]; bits != 0; bits &= bits - 1)
        {
            const int term = 32 * w + LOWEST(bits);
            const Shorts row = *(const Shorts*)(x.rows + (i64)term * STRIDE + first);
            for (int i = 0; i < 4; i++)
            {
                const bool conflict = row.v[i] == CONFLICT;
                f.v[i] += x.step[term] * (conflict ? 0 : row.v[i]);
                n.v[i] = (unsigned short)(n.v[i] + (conflict ? 1 : 0));
            }
        }
    }

    *(Floats*)(t.fields + (i64)slot * STRIDE + first) = f;
    *(Counts*)(t.counts + (i64)slot * STRIDE + first) = n;
    for (int i = 0; i < 4; i++)
    {
        if (n.v[i] == 0) set(t.accepts + (i64)(first + i) * SLOT_WORDS + slot / 32, 1u << (slot % 32));
    }
}

DEVICE void sum_variance(const PartitionArguments& x, Chain& c, const Tables& t, int slot, int words)
{
    double variance = 0;
    for (int w = 0; w < words; w++)
    {
        for (u32 bits = t.members[slot * WORDS + w]; bits != 0; bits &= bits - 1)
        {
            const int term = 32 * w + LOWEST(bits);
            variance += (double)field(x, t, slot, term) + x.diagonal[term];
        }
    }

    c.variance[slot] = variance > 0 ? variance : 0;
    c.deviation[slot] = (float)sqrt(c.variance[slot]);
}

#define EACH_PROPOSAL EACH(p, PROPOSALS)
#define EACH_LANE EACH(j, PROPOSALS * LANES)

KERNEL(anneal, PartitionArguments)
{
    BEGIN
    SHARED Chain c;
    POOL
    const i64 active = x.settings[block].active;
    const int words = (int)((active + 31) / 32), chunks = (int)((active + 3) / 4);
    const double ratio = log(x.settings[block].to / x.settings[block].from);
    Tables t;
    t.label = (short*)pool;
    t.fields = x.fields + (i64)block * SLOTS * STRIDE;
    t.counts = x.counts + (i64)block * SLOTS * STRIDE;
#ifdef KEEP_ACCEPTS
    t.accepts = pool + LABEL_WORDS;
#else
    t.accepts = x.accepts + (i64)block * STRIDE * SLOT_WORDS;
#endif
#ifdef KEEP_MEMBERS
    t.members = pool + LABEL_WORDS + KEPT_ACCEPTS;
#else
    t.members = x.members + (i64)block * SLOTS * WORDS;
#endif
    EACH(i, STRIDE * SLOT_WORDS) t.accepts[i] = 0;
    EACH(i, SLOTS * WORDS) t.members[i] = 0;
    EACH(i, TERMS) t.label[i] = i < active ? (short)x.labels[(i64)block * TERMS + i] : -1;
    EACH(i, SLOTS) c.size[i] = 0;
    EACH(i, SLOT_WORDS) c.occupied[i] = 0;
    EACH(i, 1)
    {
        c.unplaced = 0;
        c.moves = c.updates = c.tried = c.looked = 0;
    }

    SYNC;
    EACH(i, active)
    {
        const int slot = t.label[i];
        if (slot >= 0)
        {
            set(&t.members[slot * WORDS + i / 32], 1u << (i % 32));
            count_up(&c.size[slot]);
            set(&c.occupied[slot / 32], 1u << (slot % 32));
        }
        else
        {
            count_up(&c.unplaced);
        }
    }

    SYNC;
    EACH(j, SLOTS * chunks) build(x, t, j / chunks, j % chunks, words);
    SYNC;
    EACH(slot, SLOTS) sum_variance(x, c, t, slot, words);
    EACH(i, 1)
    {
        c.groups = 0;
        for (int s = 0; s < SLOTS; s++) c.groups += c.size[s] > 0 ? 1 : 0;
    }

    SYNC;
    i64 round = 0;
    for (; round < x.rounds || (c.unplaced > 0 && round < x.rounds + TERMS); round++)
    {
        const float temperature = (float)(x.settings[block].from * exp(ratio * (round < x.rounds ? (double)round / x.rounds : 1.0)));
        EACH_PROPOSAL propose(x, c, t, p, block, round, active, temperature);
        EACH(i, (PROPOSALS + 31) / 32) c.accepted[i] = 0;
        EACH(i, 1) c.most = 0;
        SYNC;
        EACH_LANE find_ejected(x, c, t, j / LANES, j % LANES, words);
        SYNC;
        EACH_PROPOSAL
        {
            weigh_ejection(x, c, t, p);
            if (c.count[p] > 0) set_largest(&c.most, c.count[p]);
        }

        SYNC;
        for (int i = 0; i < c.most; i++)
        {
            EACH_LANE find_place(x, c, t, j / LANES, j % LANES, i, temperature);
            SYNC;
            EACH_PROPOSAL choose_place(x, c, p, i);
            SYNC;
        }

        EACH(i, 1) select(x, c, t);
        SYNC;
        EACH(run, c.runs) settle(x, c, t, run);
        SYNC;
        EACH(j, c.runs * chunks) apply(x, c, t, j / chunks, j % chunks);
        SYNC;
        if (round % 256 == 255)
        {
            EACH(slot, SLOTS) sum_variance(x, c, t, slot, words);
            SYNC;
        }
    }

    EACH(slot, SLOTS) sum_variance(x, c, t, slot, words);
    EACH(i, TERMS) x.labels[(i64)block * TERMS + i] = t.label[i];
    SYNC;
    EACH(i, 1)
    {
        double cost = 0;
        for (int s = 0; s < SLOTS; s++) cost += sqrt(c.variance[s]);
        double* results = x.results + (i64)block * RESULTS;
        results[0] = cost;
        results[1] = c.groups;
        results[2] = c.unplaced;
        results[3] = (double)c.moves;
        results[4] = (double)c.updates;
        results[5] = (double)round;
    }
}
