// One run of a theorem: its variables, the machine, the events, and what is assumed and claimed on the way.
//
//   [](auto& run) {
//       run.arbitrary();                             // any state at all; or run.start(...), a fresh Guest
//       const auto n = run.word("n");
//       run.assume("n is a vector", ult(n, 256));
//       run.event(Event_kind::deliver_trap, {n});
//       run.claim("cs is the Guest kernel's", run.machine().regs.cs == 0x61);
//   }
//
// Run<Symbolic> builds terms, Run<Concrete> replays a counterexample. From `start` on, the events are a history that
// any Guest can have, so a counterexample is a trace; from `arbitrary` it is a state and one step.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "model/step.hpp"
#include "proofs/inputs.hpp"
#include "proofs/witness.hpp"

namespace trapspec::proofs {

using model::Event_kind;
using model::Machine;

template <Domain D>
class Run {
public:
    using Domain_type = D;
    using Word = Bits<D, 32>;

    struct Statement {
        std::string text;
        Bool<D> value;
    };

    Run(Inputs<D> inputs, model::Rule_set rules, bool havoc = false) : inputs_(std::move(inputs)), havoc_(havoc) {
        machine_.rules = rules;
    }

    /// A free variable. The first of the hints that a counterexample allows is taken, else its smallest value.
    template <unsigned Width = 32>
    [[nodiscard]] Bits<D, Width> word(std::string_view name, std::initializer_list<std::uint64_t> hints = {}) {
        return inputs_.template bits<Width>(name, hints);
    }
    [[nodiscard]] Bool<D> flag(std::string_view name) { return inputs_.flag(name); }

    [[nodiscard]] Machine<D>& machine() { return machine_; }

    /// A fresh Guest.
    void start(Word pfn_limit, Word mapped_pages, Word syscall_vector = Word(0x80)) {
        machine_.syscall_vector = syscall_vector;
        for (unsigned vector = 0; vector < model::constant::idt_entries; ++vector) {
            machine_.handlers.set(
                Bits<D, 8>::of(vector), Bits<D, 64>::of(std::uint32_t{stub_base + stub_stride * vector}));
        }
        if constexpr (std::is_same_v<D, Concrete>) {
            constexpr std::uint64_t most_pages = 0x10000;
            if (mapped_pages.host() > most_pages) {
                throw std::runtime_error("the counterexample needs more Guest memory than a replay has");
            }
            machine_.memory = model::concrete::Memory(mapped_pages.host() * model::concrete::Memory::page_size);
        }
        model::start_guest(machine_, pfn_limit, mapped_pages);
        pfn_limit_ = pfn_limit;
        mapped_pages_ = mapped_pages;
        started_ = true;
    }

    /// Any state at all, reachable or not. A state in which nothing fails is the first in which the hypotheses are tried.
    void arbitrary() {
        if constexpr (std::is_same_v<D, Symbolic>) {
            fill("");
            machine_.syscall_vector = word("syscall_vector");
            machine_.handlers = inputs_.session().table("handlers");
            fill_struct("", machine_.faults);
            note_ordinary_state();
        } else {
            throw std::logic_error("an arbitrary state cannot be replayed");
        }
    }

    void event(Event_kind kind, std::initializer_list<Word> arguments = {}) {
        model::Event<D> event{.kind = kind, .arguments = {}};
        std::size_t next = 0;
        for (const Word argument : arguments) {
            event.arguments[next++] = argument;
        }
        event_with(event);
    }

    /// The kind's arguments are free variables named after them.
    void any_event(Event_kind kind) {
        model::Event<D> event{.kind = kind, .arguments = {}};
        std::size_t next = 0;
        for (const model::Argument& argument : model::info(kind).arguments) {
            event.arguments[next++] = argument.type == model::Argument_type::flag
                                          ? ite(flag(argument.name), Word(1), Word(0))
                                          : word(argument.name);
        }
        event_with(event);
    }

    /// A rule called by itself, not through an event.
    template <class Rule_call>
    void apply(const Rule_call& call) {
        call(machine_);
        havoc_machine();
    }

    /// What a rule answered: goes through here so that the check for teeth can replace it.
    template <unsigned Width>
    [[nodiscard]] Bits<D, Width> answer(std::string_view name, Bits<D, Width> value) {
        return havoc_ ? word<Width>(name) : value;
    }
    [[nodiscard]] Bool<D> answer(std::string_view name, Bool<D> value) { return havoc_ ? flag(name) : value; }

    /// The proof goes on as if this term were a free variable: a cut. What holds of every value holds of this one.
    void generalise(std::string_view name, Word value, std::uint64_t ordinary) {
        if constexpr (std::is_same_v<D, Symbolic>) {
            inputs_.generalise(name, value, ordinary);
        }
    }

    /// What is assumed so far leaves this condition one outcome. That is shown by itself; what else is asked is about terms
    /// in which the outcome takes the condition's place, so that the rules' branches on it are not two.
    void settle(std::string text, Bool<D> condition, bool outcome) {
        if constexpr (std::is_same_v<D, Symbolic>) {
            if (!condition.is_literally(outcome)) {
                inputs_.settle(condition, outcome);
                settlements_.push_back({{std::move(text), condition == Bool<D>(outcome)}, assumptions_.size()});
            }
        }
    }

    void assume(std::string text, Bool<D> condition) { assumptions_.push_back({std::move(text), condition}); }
    void claim(std::string text, Bool<D> condition) { claims_.push_back({std::move(text), condition}); }

    [[nodiscard]] const std::vector<Statement>& assumptions() const { return assumptions_; }
    [[nodiscard]] const std::vector<Statement>& claims() const { return claims_; }

    struct Settlement {
        Statement fact;
        std::size_t assumptions; ///< it follows from so many of the first
    };
    [[nodiscard]] const std::vector<Settlement>& settlements() const { return settlements_; }
    [[nodiscard]] Inputs<D>& inputs() { return inputs_; }

    // What a replay recorded.
    [[nodiscard]] bool started() const { return started_; }
    [[nodiscard]] Word pfn_limit() const { return pfn_limit_; }
    [[nodiscard]] Word mapped_pages() const { return mapped_pages_; }
    [[nodiscard]] const std::vector<Witness_event>& events() const { return events_; }

private:
    void event_with(const model::Event<D>& event);

    void note_ordinary_state() {
        constexpr std::uint32_t many_pages = 0x10000;
        const model::Guest<D>& guest = machine_.guest;
        const model::Faults<D>& faults = machine_.faults;
        inputs_.expect(guest.dead, false);
        inputs_.expect(guest.paging, false);
        inputs_.expect(guest.initialised, true);
        inputs_.expect(guest.data_address, ordinary_data);
        inputs_.expect(machine_.regs.esp, ordinary_stack);
        inputs_.expect(machine_.cpu.esp1, ordinary_stack);
        inputs_.expect(guest.pfn_limit, many_pages);
        inputs_.expect(faults.mapped_pages, many_pages);
        inputs_.expect(faults.read_faults, 0);
        inputs_.expect(faults.write_faults, 0);
        inputs_.expect(faults.hole_pages, 0);
    }

    void havoc_machine() {
        if constexpr (std::is_same_v<D, Symbolic>) {
            if (havoc_) {
                const std::string prefix = "anything_" + std::to_string(++havocs_) + "_";
                fill(prefix);
                machine_.memory.template store<4>(word(prefix + "at"), word(prefix + "written")); // and one write
            }
        }
    }

    template <class Struct>
    void fill_struct(const std::string& prefix, Struct& fields) {
        model::for_each_field(
            [&](std::string_view name, auto& member) {
                using Member = std::remove_cvref_t<decltype(member)>;
                if constexpr (std::is_same_v<Member, Bool<D>>) {
                    member = flag(prefix + std::string(name));
                } else {
                    member = word<Member::width>(prefix + std::string(name));
                }
            },
            fields);
    }

    void fill(const std::string& prefix) {
        fill_struct(prefix, machine_.regs);
        fill_struct(prefix, machine_.cpu);
        fill_struct(prefix, machine_.guest);
        fill_struct(prefix, machine_.host);
        fill_struct(prefix, machine_.outcome);
        model::Session& session = inputs_.session();
        machine_.gates = session.table(prefix + "gates");
        machine_.idt = session.table(prefix + "idt");
        machine_.memory = session.memory(prefix + "memory");
    }

    Inputs<D> inputs_;
    Machine<D> machine_{};
    std::vector<Statement> assumptions_;
    std::vector<Statement> claims_;
    std::vector<Settlement> settlements_;
    std::vector<Witness_event> events_;
    Word pfn_limit_{};
    Word mapped_pages_{};
    bool started_ = false;
    bool havoc_ = false;
    unsigned havocs_ = 0;
};

template <>
void Run<Symbolic>::event_with(const model::Event<Symbolic>& event);
template <>
void Run<Concrete>::event_with(const model::Event<Concrete>& event);

} // namespace trapspec::proofs
