// The stores of the Concrete domain: they change in place and remember what changed. Included by concrete.hpp only.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

#include "model/domain/concrete.hpp"

namespace trapspec::model::concrete {

struct Memory_write {
    std::uint32_t address;
    std::uint32_t length; ///< bytes, 1..4
    std::uint32_t value;  ///< little-endian in the low bytes
    friend bool operator==(const Memory_write&, const Memory_write&) = default;
};

/// Guest-physical memory from 0 upwards, all zero at first. An access outside it reads zero and writes nothing; the
/// rules never make one (R-MEM).
class Memory {
    static_assert(std::endian::native == std::endian::little, "a word is copied as it is");

public:
    static constexpr std::uint64_t page_size = 4096;
    static constexpr std::uint64_t line_size = 64; ///< what is zeroed at once

    Memory() = default;
    explicit Memory(std::size_t bytes)
        : bytes_(static_cast<std::uint8_t*>(std::calloc(bytes, 1))), size_(bytes_ ? bytes : 0),
          dirty_(size_ / line_size / 64 + 1) {}

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {bytes_.get(), size_}; }

    template <unsigned Bytes>
    [[nodiscard]] Bits<8 * Bytes> load(Bits<32> address) const {
        std::uint64_t value = 0;
        if (address.host() + Bytes <= size_) {
            std::memcpy(&value, bytes_.get() + address.host(), Bytes);
        }
        return Bits<8 * Bytes>::of(value);
    }

    template <unsigned Bytes>
    requires(Bytes <= 4) void store(Bits<32> address, Bits<8 * Bytes> value) {
        poke(static_cast<std::uint32_t>(address.host()), Bytes, static_cast<std::uint32_t>(value.host()));
        log_.push_back({static_cast<std::uint32_t>(address.host()), Bytes, static_cast<std::uint32_t>(value.host())});
    }

    /// A write that is not the Host's, so not in the log.
    void poke(std::uint32_t address, std::uint32_t length, std::uint32_t value) {
        if (std::uint64_t{address} + length > size_) {
            return;
        }
        if (length == sizeof value) {
            std::memcpy(bytes_.get() + address, &value, sizeof value);
        } else {
            for (std::uint32_t i = 0; i < length; ++i) {
                bytes_.get()[address + i] = static_cast<std::uint8_t>(value >> (8 * i));
            }
        }
        const std::uint64_t first = address / line_size;
        const std::uint64_t last = (address + length - 1) / line_size;
        mark_dirty(first);
        if (last != first) {
            mark_dirty(last);
        }
    }

    /// The Host's writes since the last `forget_log`, in order.
    [[nodiscard]] std::span<const Memory_write> log() const { return log_; }
    void forget_log() { log_.clear(); }

    /// All zero again; costs what was written, not what there is.
    void clear() {
        for (const std::size_t line : dirty_lines_) {
            const std::size_t first = line * line_size;
            std::memset(bytes_.get() + first, 0, first + line_size <= size_ ? line_size : size_ - first);
            dirty_[line / 64] = 0; // its neighbours are in the list too
        }
        dirty_lines_.clear();
        log_.clear();
    }

private:
    struct Free {
        void operator()(std::uint8_t* bytes) const { std::free(bytes); }
    };

    void mark_dirty(std::size_t line) {
        const std::uint64_t bit = std::uint64_t{1} << (line % 64);
        if ((dirty_[line / 64] & bit) == 0) {
            dirty_[line / 64] |= bit;
            dirty_lines_.push_back(line);
        }
    }

    std::unique_ptr<std::uint8_t, Free> bytes_; // calloc: untouched pages cost nothing
    std::size_t size_ = 0;
    std::vector<std::uint64_t> dirty_; ///< a bit a line
    std::vector<std::size_t> dirty_lines_;
    std::vector<Memory_write> log_;
};

/// 256 entries of 64 bits and a digest of them (formula: diff/wire/README.md), brought up to date when it is asked for:
/// most tables change many times between two looks, and often back to what they were.
class Table {
public:
    static constexpr std::size_t entries = 256;

    Table() {
        for (std::size_t index = 0; index < entries; ++index) {
            digest_ += mix(index, 0);
        }
    }

    [[nodiscard]] Bits<64> get(Bits<8> index) const { return Bits<64>::of(entries_[index.host()]); }

    void set(Bits<8> index, Bits<64> value) {
        entries_[index.host()] = value.host();
        differs_[index.host()] = value.host() != summed_[index.host()];
    }

    void clear() {
        std::memset(entries_.data(), 0, sizeof entries_);
        differs_ = summed_is_set_;
    }

    [[nodiscard]] std::uint64_t digest() const {
        constexpr std::size_t together = sizeof(std::uint64_t);
        for (std::size_t first = 0; first < entries; first += together) {
            std::uint64_t flags = 0;
            std::memcpy(&flags, &differs_[first], together);
            for (; flags != 0; flags &= flags - 1) {
                sum_up(first + static_cast<std::size_t>(std::countr_zero(flags)) / 8);
            }
        }
        differs_.fill(0);
        return digest_;
    }

private:
    void sum_up(std::size_t index) const {
        digest_ += mix(index, entries_[index]) - mix(index, summed_[index]);
        summed_[index] = entries_[index];
        summed_is_set_[index] = entries_[index] != 0;
    }

    static constexpr std::uint64_t mix(std::uint64_t index, std::uint64_t value) {
        std::uint64_t x = value ^ (index * 0x9E3779B97F4A7C15);
        x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93;
        x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93;
        return x ^ (x >> 32);
    }

    std::array<std::uint64_t, entries> entries_{};
    // What the digest stands for, where that is not 0, and where the entries have moved on since: a byte each, 0 or 1.
    mutable std::array<std::uint64_t, entries> summed_{};
    mutable std::array<std::uint8_t, entries> summed_is_set_{};
    mutable std::array<std::uint8_t, entries> differs_{};
    mutable std::uint64_t digest_ = 0;
};

/// Which arm came straight after which other one, over as many events as whoever owns it likes.
class Arm_pairs {
public:
    static constexpr unsigned capacity = 128; ///< arms

    void add(unsigned first, unsigned second) {
        std::uint64_t& row = seen_[first][second / 64];
        const std::uint64_t bit = std::uint64_t{1} << (second % 64);
        if ((row & bit) == 0) {
            row |= bit;
            ++distinct_;
        }
    }

    [[nodiscard]] bool has(unsigned first, unsigned second) const {
        return (seen_[first][second / 64] >> (second % 64) & 1) != 0;
    }
    /// How many different pairs were seen.
    [[nodiscard]] std::uint32_t distinct() const { return distinct_; }

private:
    std::array<std::array<std::uint64_t, capacity / 64>, capacity> seen_{}; // in bits it stays in the first-level cache
    std::uint32_t distinct_ = 0;
};

/// The arms that fired since the last `clear`, a bit each.
class Fired {
public:
    static constexpr unsigned capacity = 192;
    using Words = std::array<std::uint64_t, capacity / 64>;

    template <class Rule>
    [[gnu::always_inline]] void add(Rule rule) {
        const auto id = static_cast<unsigned>(rule);
        // A loop over a table fires the same arm hundreds of times, which is no pair with itself.
        if (id == 0 || id == newest_) {
            return;
        }
        newest_ = id;
        words_[id / 64] |= std::uint64_t{1} << (id % 64);
        if (id != last_) {
            if (pairs_ != nullptr) {
                pairs_->add(last_, id);
            }
            last_ = id;
        }
    }

    template <class Rule>
    [[nodiscard]] bool has(Rule rule) const {
        const auto id = static_cast<unsigned>(rule);
        return ((words_[id / 64] >> (id % 64)) & 1) != 0;
    }

    void clear() {
        words_ = {};
        newest_ = 0;
    }
    /// From now on every two arms in a row are told to `pairs`; nullptr: to nobody. Nothing came before the next arm.
    void tell(Arm_pairs* pairs) {
        pairs_ = pairs;
        last_ = 0;
    }
    /// The arm that fired last, whenever that was; 0 for none.
    [[nodiscard]] unsigned last() const { return last_; }
    [[nodiscard]] const Words& words() const { return words_; }

private:
    Words words_{};
    Arm_pairs* pairs_ = nullptr;
    unsigned last_ = 0;
    unsigned newest_ = 0; ///< the arm that fired last since `clear`; 0 for none
};

} // namespace trapspec::model::concrete
