// What the Intel SDM, by the rules of model/arch, says that a 32-bit process under Linux sees of its CPU: the instruction, what
// comes of it, the delivery to the kernel, and what the kernel finds on its stack, which is what it tells a signal's handler.
#pragma once

#include <optional>
#include <vector>

#include "diff/cpu/native/layout.hpp"
#include "diff/cpu/specification.hpp"

namespace trapspec::diff::cpu::native {

struct Expectation {
    bool askable = false; ///< else the process would be lost over it, or the SDM leaves it open
    Answer answer{};
    model::arch::Rule decided{}; ///< the last arm of the iret or of the first delivery
    Arms arms{};
};

class Specification {
public:
    /// Of a process that tells these.
    explicit Specification(const Header& header);

    /// Puts the instruction's place, the frame and the window into the question where they belong.
    void place(Question& question) const;
    [[nodiscard]] Expectation expect(const Question& question);

private:
    using Processor = model::arch::Processor<model::Concrete>;
    using Event = model::arch::Event<model::Concrete>;
    using Segment = model::arch::Segment<model::Concrete>;
    using Stack = model::arch::Stack<model::Concrete>;

    void start_tables();
    void start_memory();
    void set_up(const Question& question);
    [[nodiscard]] Segment segment(std::uint32_t selector, const Question& question) const;
    [[nodiscard]] bool is_safe(const Question& question) const;
    [[nodiscard]] bool runs_in(const Segment& cs, const Question& question) const;

    // What the process does one after the other.
    [[nodiscard]] Event next_event(const Question& question);
    [[nodiscard]] Event step_over(std::uint32_t code, std::uint32_t flags_before);
    [[nodiscard]] Event end_event();
    [[nodiscard]] Event deliver_to_the_end(Event event);
    void return_from_system_call();
    void read_event(const Event& event);

    // One instruction each; no event: it is done. sources.cpp
    [[nodiscard]] std::optional<Event> execute(std::uint32_t code);
    [[nodiscard]] std::optional<Event> load(std::uint32_t number);
    [[nodiscard]] std::optional<Event> load_stack_segment(std::uint32_t selector);
    [[nodiscard]] std::optional<Event> load_data_segment(Segment& to, std::uint32_t selector);
    [[nodiscard]] std::optional<Event> access(std::uint32_t number, bool write);
    [[nodiscard]] std::optional<Event> check_bound();
    [[nodiscard]] std::optional<Event> check_access(const Segment& at, bool is_stack, bool write, std::uint32_t bytes);
    [[nodiscard]] std::optional<Event> push(std::uint32_t value);
    [[nodiscard]] std::optional<Event> pop(bool wide, std::uint32_t& value);
    [[nodiscard]] std::optional<Event> pop_flags(bool wide);
    [[nodiscard]] std::optional<Event> check_stack(bool wide, std::size_t words, bool below);
    [[nodiscard]] std::optional<Event> iret(bool wide);
    [[nodiscard]] std::optional<Event> check_alignment(std::uint32_t linear, std::uint32_t bytes) const;
    [[nodiscard]] std::optional<Event> raised() const;
    [[nodiscard]] Segment& segment_by_number(std::uint32_t number);

    [[nodiscard]] bool has_flag(std::uint32_t flag) const;
    [[nodiscard]] std::uint32_t top_of_stack() const;
    void touch(std::uint32_t linear, std::uint32_t bytes);
    [[nodiscard]] bool is_there(std::uint32_t linear, std::uint32_t bytes, wire::native::Page kind) const;
    void poke(std::uint32_t linear, std::uint32_t word);
    [[nodiscard]] std::uint32_t word_at(std::uint32_t linear) const;
    void collect();
    void forget_writes();

    Header header_;
    Processor m_;
    Expectation result_;
    std::array<std::uint32_t, wire::native::general_registers> registers_{}; ///< esp is the model's
    bool frame_is_set_ = false;
    std::uint32_t instruction_ = 0;                     ///< that causes the event
    std::vector<model::concrete::Memory_write> writes_; ///< since the memory was as it is at first
};

/// Data, or code that may be read.
[[nodiscard]] bool is_readable(model::Bits<model::Concrete, 64> descriptor);
/// Bytes of the instruction; of a privileged one not less than it has.
[[nodiscard]] std::uint32_t instruction_bytes(std::uint32_t code);

} // namespace trapspec::diff::cpu::native
