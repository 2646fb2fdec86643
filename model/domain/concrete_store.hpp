// The stores of the Concrete domain: they change in place and remember what changed. Included by concrete.hpp only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
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
public:
    static constexpr std::uint64_t page_size = 4096;

    Memory() = default;
    explicit Memory(std::size_t bytes)
        : bytes_(static_cast<std::uint8_t*>(std::calloc(bytes, 1))), size_(bytes_ ? bytes : 0),
          dirty_(size_ / page_size + 1) {}

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {bytes_.get(), size_}; }

    template <unsigned Bytes>
    [[nodiscard]] Bits<8 * Bytes> load(Bits<32> address) const {
        std::uint64_t value = 0;
        if (address.host() + Bytes <= size_) {
            for (unsigned i = 0; i < Bytes; ++i) {
                value |= std::uint64_t{bytes_.get()[address.host() + i]} << (8 * i);
            }
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
        for (std::uint32_t i = 0; i < length; ++i) {
            bytes_.get()[address + i] = static_cast<std::uint8_t>(value >> (8 * i));
        }
        mark_dirty(address / page_size);
        mark_dirty((address + length - 1) / page_size);
    }

    /// The Host's writes since the last `forget_log`, in order.
    [[nodiscard]] std::span<const Memory_write> log() const { return log_; }
    void forget_log() { log_.clear(); }

    /// All zero again; costs what was written, not what there is.
    void clear() {
        for (const std::size_t page : dirty_pages_) {
            const std::size_t first = page * page_size;
            const std::size_t count = first + page_size <= size_ ? page_size : size_ - first;
            for (std::size_t i = 0; i < count; ++i) {
                bytes_.get()[first + i] = 0;
            }
            dirty_[page] = 0;
        }
        dirty_pages_.clear();
        log_.clear();
    }

private:
    struct Free {
        void operator()(std::uint8_t* bytes) const { std::free(bytes); }
    };

    void mark_dirty(std::size_t page) {
        if (dirty_[page] == 0) {
            dirty_[page] = 1;
            dirty_pages_.push_back(page);
        }
    }

    std::unique_ptr<std::uint8_t, Free> bytes_; // calloc: untouched pages cost nothing
    std::size_t size_ = 0;
    std::vector<std::uint8_t> dirty_;
    std::vector<std::size_t> dirty_pages_;
    std::vector<Memory_write> log_;
};

/// 256 entries of 64 bits and a running digest of them (formula: diff/wire/README.md).
class Table {
public:
    static constexpr std::size_t entries = 256;

    Table() { clear(); }

    [[nodiscard]] Bits<64> get(Bits<8> index) const { return Bits<64>::of(entries_[index.host()]); }

    void set(Bits<8> index, Bits<64> value) {
        std::uint64_t& entry = entries_[index.host()];
        digest_ += mix(index.host(), value.host()) - mix(index.host(), entry);
        entry = value.host();
    }

    void clear() {
        entries_.fill(0);
        digest_ = zero_digest();
    }

    [[nodiscard]] std::uint64_t digest() const { return digest_; }

private:
    static constexpr std::uint64_t mix(std::uint64_t index, std::uint64_t value) {
        std::uint64_t x = value ^ (index * 0x9E3779B97F4A7C15);
        x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93;
        x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93;
        return x ^ (x >> 32);
    }

    static constexpr std::uint64_t sum_of_zero_entries() {
        std::uint64_t sum = 0;
        for (std::uint64_t i = 0; i < entries; ++i) {
            sum += mix(i, 0);
        }
        return sum;
    }

    static std::uint64_t zero_digest() {
        static constexpr std::uint64_t digest = sum_of_zero_entries();
        return digest;
    }

    std::array<std::uint64_t, entries> entries_{};
    std::uint64_t digest_ = 0;
};

/// The arms that fired since the last `clear`, a bit each.
class Fired {
public:
    static constexpr unsigned capacity = 192;

    template <class Rule>
    void add(Rule rule) {
        const auto id = static_cast<unsigned>(rule);
        words_[id / 64] |= std::uint64_t{1} << (id % 64);
    }

    template <class Rule>
    [[nodiscard]] bool has(Rule rule) const {
        const auto id = static_cast<unsigned>(rule);
        return ((words_[id / 64] >> (id % 64)) & 1) != 0;
    }

    void clear() { words_ = {}; }
    [[nodiscard]] const std::array<std::uint64_t, capacity / 64>& words() const { return words_; }

private:
    std::array<std::uint64_t, capacity / 64> words_{};
};

} // namespace trapspec::model::concrete
