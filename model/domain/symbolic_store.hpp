// The stores of the Symbolic domain: an initial content and a log of guarded changes. A list of writes keeps frame
// proofs in milliseconds where arrays take seconds. Included by symbolic.hpp only.
#pragma once

#include <cstdint>
#include <vector>

#include "model/domain/guarded_log.hpp"
#include "model/domain/symbolic.hpp"

namespace trapspec::model::symbolic {

/// Guest-physical memory: an array from 32-bit addresses to bytes, then writes of 1 to 4 bytes, little-endian.
class Memory {
public:
    struct Write {
        Bits<32> address;
        unsigned bytes;
        Bits<32> value; ///< in the low bytes
    };

    Memory() = default;                                   ///< all zero
    explicit Memory(const Node* array) : array_(array) {} ///< see Session::memory

    template <unsigned Bytes>
    requires(Bytes <= 4) [[nodiscard]] Bits<8 * Bytes> load(Bits<32> address) const {
        if constexpr (Bytes == 1) {
            return byte_at(address);
        } else {
            return concat(byte_at(address + Bits<32>::of(Bytes - 1)), load<Bytes - 1>(address));
        }
    }

    template <unsigned Bytes>
    requires(Bytes <= 4) void store(Bits<32> address, Bits<8 * Bytes> value) {
        log_.append(true, {address, Bytes, zext<32>(value)});
    }

    /// The Guest's own write: the same here, as there is one log.
    void poke(Bits<32> address, Bits<32> value) { store<4>(address, value); }

    [[nodiscard]] const Node* array() const { return array_; } ///< none: all zero
    [[nodiscard]] const Guarded_log<Write>& log() const { return log_; }
    void forget_log() {}
    void clear() { *this = Memory(); }

    [[nodiscard]] static Memory merge(Bool condition, const Memory& then, const Memory& otherwise);

private:
    [[nodiscard]] Bits<8> byte_at(Bits<32> address) const;

    const Node* array_ = nullptr;
    Guarded_log<Write> log_;
};

/// 256 entries of 64 bits: an array, then entries that were set.
class Table {
public:
    static constexpr std::size_t entries = 256;

    struct Change {
        Bits<8> index;
        Bits<64> value;
    };

    Table() = default;                                   ///< all zero
    explicit Table(const Node* array) : array_(array) {} ///< see Session::table

    [[nodiscard]] Bits<64> get(Bits<8> index) const;
    void set(Bits<8> index, Bits<64> value) { log_.append(true, {index, value}); }
    [[nodiscard]] const Node* array() const { return array_; } ///< none: all zero
    [[nodiscard]] const Guarded_log<Change>& log() const { return log_; }
    void clear() { *this = Table(); }

    [[nodiscard]] static Table merge(Bool condition, const Table& then, const Table& otherwise);

private:
    const Node* array_ = nullptr;
    Guarded_log<Change> log_;
};

/// Which arms fired, each under its path condition.
class Fired {
public:
    template <class Rule>
    void add(Rule rule) {
        log_.append(true, static_cast<unsigned>(rule));
    }

    template <class Rule>
    [[nodiscard]] Bool has(Rule rule) const {
        Bool fired = false;
        for (const auto* item : log_.items()) {
            if (item->entry == static_cast<unsigned>(rule)) {
                fired = fired | item->guard;
            }
        }
        return fired;
    }

    void clear() { log_.clear(); }

    [[nodiscard]] static Fired merge(Bool condition, const Fired& then, const Fired& otherwise) {
        Fired result;
        result.log_ = Guarded_log<unsigned>::merge(condition, then.log_, otherwise.log_);
        return result;
    }

private:
    Guarded_log<unsigned> log_;
};

} // namespace trapspec::model::symbolic
