#include "impl/linux/table_digest.hpp"

namespace lguest::harness {
namespace {

// Slots compared at once: a cache line.
constexpr u32 chunk = 8;

// diff/wire, end of "Response".
u64 mix(u32 slot, Desc gate) {
    u64 x = (u64{gate.b} << 32 | gate.a) ^ (slot * 0x9E3779B97F4A7C15ull);
    for (u32 round = 0; round < 2; ++round) {
        x ^= x >> 32;
        x *= 0xD6E8FEB86659FD93ull;
    }
    return x ^ x >> 32;
}

bool same(Desc left, Desc right) {
    return left.a == right.a && left.b == right.b;
}

#ifdef __SSE2__
typedef int Vector __attribute__((vector_size(16), aligned(4), may_alias));
typedef char Bytes __attribute__((vector_size(16)));

bool same_chunk(const Desc* left, const Desc* right) {
    const Vector* l = reinterpret_cast<const Vector*>(left);
    const Vector* r = reinterpret_cast<const Vector*>(right);
    Vector same = l[0] == r[0];
    for (u32 i = 1; i < chunk * sizeof(Desc) / sizeof(Vector); ++i)
        same &= l[i] == r[i];
    return __builtin_ia32_pmovmskb128(reinterpret_cast<Bytes>(same)) == 0xFFFF;
}
#else
bool same_chunk(const Desc* left, const Desc* right) {
    u32 difference = 0;
    for (u32 i = 0; i < chunk; ++i)
        difference |= (left[i].a ^ right[i].a) | (left[i].b ^ right[i].b);
    return difference == 0;
}
#endif

} // namespace

void Table_digest::init() {
    sum_ = 0;
    for (u32 slot = 0; slot < idt_entries; ++slot) {
        copy_[slot] = {0, 0};
        mixed_[slot] = mix(slot, copy_[slot]);
        sum_ += mixed_[slot];
    }
}

u64 Table_digest::of(const Desc* table) {
    for (u32 first = 0; first < idt_entries; first += chunk)
        if (!same_chunk(table + first, copy_ + first))
            update_slots(table, first, chunk);
    return sum_;
}

void Table_digest::update_slots(const Desc* table, u32 first, u32 count) {
    for (u32 slot = first; slot < first + count; ++slot) {
        if (same(table[slot], copy_[slot]))
            continue;
        const u64 mixed = mix(slot, table[slot]);
        sum_ += mixed - mixed_[slot];
        mixed_[slot] = mixed;
        copy_[slot] = table[slot];
    }
}

} // namespace lguest::harness
