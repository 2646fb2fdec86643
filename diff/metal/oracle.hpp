// A CPU that answers questions about one delivery each: the bootable image on an emulator.
#pragma once

#include <array>
#include <memory>
#include <span>

#include "diff/metal/machine.hpp"
#include "diff/wire/oracle.hpp"

namespace trapspec::diff::metal {

using wire::oracle::Answer;
using wire::oracle::Places;
using wire::oracle::Question;

/// Segment descriptors by slot: a, b. Those below own_gdt_entries are the machine's.
using Descriptors = std::array<std::array<std::uint32_t, 2>, wire::oracle::gdt_entries>;

class Oracle {
public:
    Oracle() = default;
    Oracle(const Oracle&) = delete;
    Oracle& operator=(const Oracle&) = delete;
    virtual ~Oracle() = default;

    [[nodiscard]] virtual const wire::oracle::Header& header() const = 0;
    [[nodiscard]] const Places& places() const { return header().places; }
    [[nodiscard]] Descriptors descriptors() const;
    /// Any number of questions, answered in order. Throws System_error when the machine fails, which it may well do over a
    /// question whose delivery shuts a CPU down.
    virtual void ask(std::span<const Question> questions, std::span<Answer> answers) = 0;
};

/// Boots the machine; it ends with the oracle, and with the calling thread. `limit` is for one batch. Bochs, which is slow, is
/// booted several times over, so that its questions are answered side by side.
[[nodiscard]] std::unique_ptr<Oracle> start_oracle(const Boot& boot, const Descriptors& descriptors);

} // namespace trapspec::diff::metal
