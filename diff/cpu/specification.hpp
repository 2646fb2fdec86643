// What the Intel SDM, by the rules of model/arch, says that the oracle's machine answers: its way to ring 0 and back, the
// event, the event's delivery and what that leads to, up to one of the machine's stubs.
#pragma once

#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "diff/cpu/departures.hpp"
#include "diff/cpu/layout.hpp"
#include "model/arch/arch.hpp"

namespace trapspec::diff::cpu {

/// Arms of model/arch, a bit each.
using Arms = model::concrete::Fired::Words;

struct Expectation {
    bool askable = false; ///< else the machine would be lost over it, or the model does not say
    Answer answer{};
    model::arch::Rule decided{}; ///< the last arm of the first delivery (or of the iret)
    Arms arms{};
    Departures met; ///< of those allowed, the ones that were at work
};

/// All that changes of a processor on the way to an event, but for its memory.
[[nodiscard]] inline auto registers(model::arch::Processor<model::Concrete>& m) {
    return std::tie(m.eip, m.eflags, m.esp, m.cr2, m.cs, m.ss, m.ds, m.es, m.fs, m.gs, m.event, m.answer, m.fired);
}
template <class... Each>
std::tuple<Each...> values_of(std::tuple<Each&...> references);
using Registers = decltype(values_of(registers(std::declval<model::arch::Processor<model::Concrete>&>())));

class Specification {
public:
    /// Of a machine that tells these.
    Specification(const Places& places, const Descriptors& descriptors);

    /// Puts the question's window where the frame is pushed.
    [[nodiscard]] Expectation expect_and_watch(Question& question, Departures departures = {});
    [[nodiscard]] Expectation expect(const Question& question, Departures departures = {});

    [[nodiscard]] const Places& places() const { return places_; }
    /// Where an instruction of the machine's is, in the mode that the flags say.
    [[nodiscard]] std::uint32_t source_address(const Question& question) const;
    /// Where a stack pointer of the question's leads.
    [[nodiscard]] std::uint32_t linear_stack(const Question& question, std::uint32_t ss, std::uint32_t esp) const;
    [[nodiscard]] std::uint32_t own_linear_stack(const Question& question) const;
    /// Whether the machine can put a frame there, and show it.
    [[nodiscard]] bool is_stack_memory(std::uint32_t linear) const { return window_around(linear) != 0; }

private:
    using Processor = model::arch::Processor<model::Concrete>;
    using Event = model::arch::Event<model::Concrete>;

    /// From where the machine starts to the event, which is none if it would be lost on the way. The simulations of a
    /// question that differ in departures seldom differ there.
    struct Way {
        Question question{}; ///< but for its window
        Departures allowed;
        Departures asked; ///< whose being allowed made a difference, or would have
        std::optional<Event> event;
        Expectation result;
        std::uint32_t instruction = 0;
        std::size_t writes = 0;
        Registers registers{};
    };

    void start_tables(const Descriptors& descriptors);
    [[nodiscard]] std::optional<Event> way_to_event(const Question& question);
    void take_way_again();
    void simulate(const Question& question, Departures departures);
    void look_through(std::uint32_t window);
    void set_up(const Question& question);
    [[nodiscard]] bool is_safe(const Question& question) const;
    [[nodiscard]] bool is_safe_stack(std::uint32_t linear) const;
    [[nodiscard]] bool is_safe_in_ring_0(const Question& question) const;

    // What the machine does one after the other. No event: it would be lost.
    [[nodiscard]] std::optional<Event> leave(const Question& question);
    [[nodiscard]] std::optional<Event> source_event(const Question& question);
    [[nodiscard]] std::optional<Event> return_event(bool wide);
    [[nodiscard]] std::optional<Event> sti_event();
    [[nodiscard]] std::optional<Event> step_over(std::uint32_t bytes);
    [[nodiscard]] std::optional<Event> report_event();
    [[nodiscard]] bool is_at_a_landing() const;
    [[nodiscard]] bool deliver_to_the_end(Event event);
    void read_event();

    // Departures.
    void return_from_handler(bool wide);
    void return_beyond_the_limit(bool wide, std::uint32_t mask);
    void return_with_page(bool wide, std::uint32_t linear);
    void pop_upwards(bool wide);
    [[nodiscard]] std::uint32_t top_of_stack() const;
    [[nodiscard]] bool frame_has_virtual_8086() const;
    void adapt(Event& event);
    void correct_fault();
    void correct_entry(const Event& event, std::uint32_t flags_before, std::uint32_t esp_before);
    void enter_another_ring(const Event& event);
    void read_tss_of_refused_ring(const Event& event);
    void push_up_to_the_limit(const Event& event);
    [[nodiscard]] std::vector<std::uint32_t> frame_words(const Event& event) const;
    [[nodiscard]] model::Bits<model::Concrete, 64> code_of(const Event& event) const;
    void set_pushed_rf();
    [[nodiscard]] bool departs(Departure departure);
    void widen_asked_segment();

    void push_for_iret(std::initializer_list<std::uint32_t> words, std::uint32_t top);
    void poke(std::uint32_t address, std::uint32_t word);
    [[nodiscard]] std::uint32_t word_at(std::uint32_t address) const;
    void collect();
    void forget_writes();
    [[nodiscard]] std::uint32_t window_around(std::uint32_t address) const;

    Places places_;
    std::array<std::uint64_t, 256> stubs_{}; ///< gates
    Processor m_;
    Departures allowed_;
    Expectation result_;
    Departures asked_; ///< of each of these, whether it is allowed
    Way way_;          ///< of the last question
    bool frame_is_set_ = false;
    bool delivering_ = false;                           ///< past the way to the source
    std::uint32_t first_write_ = 0;                     ///< of the delivery; 0: none yet
    std::uint32_t instruction_ = 0;                     ///< that causes the event
    std::uint32_t set_vector_ = 0;                      ///< whose gate is not its stub's
    std::vector<model::concrete::Memory_write> writes_; ///< since the memory was as it is at first
};

} // namespace trapspec::diff::cpu
