#include "tests/laws/paired_machine.hpp"

#include "tests/laws/values.hpp"

namespace trapspec::test {

namespace {

using model::Bits;
using model::Concrete;
using model::Session;
using model::Symbolic;

/// Visits every word of the state and of the injected faults, in an order that both domains share.
template <class Any_machine, class Visitor>
void for_each_word(Any_machine& m, const Visitor& visit) {
    model::for_each_field(visit, m.regs);
    model::for_each_field(visit, m.cpu);
    model::for_each_field(visit, m.guest);
    model::for_each_field(visit, m.host);
    model::for_each_field(visit, m.outcome);
    model::for_each_field(visit, m.faults);
    visit("syscall_vector", m.syscall_vector);
}

struct Named_word {
    std::string_view name;
    std::uint64_t value;
};

std::vector<Named_word> words_of(const Machine& m) {
    std::vector<Named_word> words;
    for_each_word(m, [&](std::string_view name, const auto& word) {
        words.push_back({name, static_cast<std::uint64_t>(word.host())});
    });
    return words;
}

void set(model::symbolic::Bool& word, std::uint64_t value) {
    word = model::symbolic::Bool(value != 0);
}

template <unsigned Width>
void set(model::symbolic::Bits<Width>& word, std::uint64_t value) {
    word = model::symbolic::Bits<Width>::of(value);
}

void copy_table(const model::concrete::Table& from,
    model::symbolic::Table& to,
    std::uint64_t except,
    Session& session,
    Lifting& lifting) {
    for (std::uint64_t i = 0; i < 256; ++i) {
        const std::uint64_t entry = from.get(Bits<Concrete, 8>::of(i)).host();
        if (entry != except) {
            const auto value = Bits<Symbolic, 64>::of(entry);
            to.set(Bits<Symbolic, 8>::of(i), lifting.next() ? session.lift(value) : value);
        }
    }
}

void compare_tables(const char* name,
    const model::concrete::Table& concrete,
    const model::symbolic::Table& symbolic,
    std::vector<std::string>& differences) {
    for (std::uint64_t i = 0; i < 256; ++i) {
        if (value_of(symbolic.get(Bits<Symbolic, 8>::of(i))) != concrete.get(Bits<Concrete, 8>::of(i)).host()) {
            differences.push_back(name + std::to_string(i));
        }
    }
}

} // namespace

Symbolic_machine symbolic_copy(const Machine& m, const Touched& touched, Session& session, Lifting& lifting) {
    Symbolic_machine copy;
    const auto words = words_of(m);
    std::size_t next = 0;
    for_each_word(copy, [&](std::string_view, auto& word) {
        set(word, words[next++].value);
        if (lifting.next()) {
            word = session.lift(word);
        }
    });
    copy.rules = m.rules;
    copy_table(m.gates, copy.gates, 0, session, lifting);
    copy_table(m.idt, copy.idt, 0, session, lifting);
    copy_table(m.handlers, copy.handlers, 0, session, lifting);
    for (const std::uint32_t address : touched) {
        const auto value = Bits<Symbolic, 32>::of(std::uint64_t{word_at(m, address)});
        copy.memory.poke(Bits<Symbolic, 32>::of(std::uint64_t{address}), lifting.next() ? session.lift(value) : value);
    }
    return copy;
}

model::Event<Concrete> concrete_event(const Event_words& words) {
    model::Event<Concrete> event;
    event.kind = words.kind;
    for (std::size_t i = 0; i < words.arguments.size(); ++i) {
        event.arguments[i] = Word::of(words.arguments[i]);
    }
    return event;
}

model::Event<Symbolic> symbolic_event(const Event_words& words, Session& session, Lifting& lifting) {
    model::Event<Symbolic> event;
    event.kind = words.kind;
    for (std::size_t i = 0; i < words.arguments.size(); ++i) {
        const auto literal = Bits<Symbolic, 32>::of(std::uint64_t{words.arguments[i]});
        event.arguments[i] = lifting.next() ? session.lift(literal) : literal;
    }
    return event;
}

Touched touched_by(const Machine& m, const Event_words& words) {
    Touched touched;
    const auto note = [&](std::uint32_t address) {
        for (const std::uint32_t word : {address & ~3U, (address + 3) & ~3U}) {
            if (word < m.memory.size()) {
                touched.insert(word);
            }
        }
    };
    if (words.kind == Event_kind::guest_write) {
        note(words.arguments[0]);
    }
    for (const auto& write : m.memory.log()) {
        note(write.address);
    }
    return touched;
}

std::vector<std::string> state_differences(const Machine& concrete, const Symbolic_machine& symbolic) {
    std::vector<std::string> differences;
    const auto words = words_of(concrete);
    std::size_t next = 0;
    for_each_word(symbolic, [&](std::string_view name, const auto& word) {
        if (value_of(word) != words[next++].value) {
            differences.emplace_back(name);
        }
    });
    for (const model::Arm_info& arm : model::arm_table) {
        if (arm.arm != Rule::none && (value_of(symbolic.fired.has(arm.arm)) != 0) != concrete.fired.has(arm.arm)) {
            differences.emplace_back(arm.name);
        }
    }
    return differences;
}

std::vector<std::string> table_differences(const Machine& concrete, const Symbolic_machine& symbolic) {
    std::vector<std::string> differences;
    compare_tables("gate ", concrete.gates, symbolic.gates, differences);
    compare_tables("entry ", concrete.idt, symbolic.idt, differences);
    return differences;
}

std::vector<std::string> memory_differences(
    const Machine& concrete, const Symbolic_machine& symbolic, const Touched& touched) {
    std::vector<std::string> differences;
    Touched near = touched;
    for (const std::uint32_t address : touched) {
        near.insert(address >= 4 ? address - 4 : 0);
        near.insert(address + 4);
    }
    for (const std::uint32_t address : near) {
        const auto seen = value_of(symbolic.memory.load<4>(Bits<Symbolic, 32>::of(std::uint64_t{address})));
        if (address + 4 <= concrete.memory.size() && seen != word_at(concrete, address)) {
            differences.push_back("memory " + std::to_string(address));
        }
    }
    return differences;
}

} // namespace trapspec::test
