// The architecture's rules: Concrete equals Symbolic, on literals and with words that do not fold.
#include "model/domain/session.hpp"
#include "tests/laws/random.hpp"
#include "tests/laws/values.hpp"
#include "tests/model/arch/violations.hpp"

namespace trapspec::test {
namespace {

using model::Symbolic;
using Symbolic_processor = model::arch::Processor<Symbolic>;

/// A legal processor with up to three things wrong or odd.
Scene random_scene(Random& random) {
    const auto all = ordered_checks();
    const Ordered_checks& checks = all[random.below(static_cast<std::uint32_t>(all.size()))];
    Scene scene = checks.scene();
    for (std::uint32_t i = random.below(3); i > 0; --i) {
        checks.violations[random.below(static_cast<std::uint32_t>(checks.violations.size()))].spoil(scene);
    }
    scene.event.source = bits<4>(random.below(source::count));
    scene.event.vector = bits<8>(random.of({0x21, 0x21, 8, 13, 14, 1}));
    scene.event.error_code = bits<16>(random.word());
    scene.event.in_repetition = random.one_in(2);
    scene.event.instruction_breakpoint = random.one_in(2);
    const std::uint32_t toggled = random.of({0, 0, 0x100, 0x10000, 0x4000, 0x200, 0x3000});
    scene.m.eflags = bits<32>(scene.m.eflags.host() ^ toggled);
    scene.m.esp = bits<32>(scene.m.esp.host() + random.of({0, 0, 2, 0xFFFFFFFE}));
    if (random.one_in(4)) {
        scene.m.paging.on = false;
    }
    if (random.one_in(4)) {
        set_gate(scene.m, 0x21, random.of({6, 7, 0xF}), random.of({code_of(0), code_of(1), conforming_code, spare}));
    }
    return scene;
}

/// Visits every word of a state, in an order that both domains share; memory and what fired are not words.
template <class Struct, class Visitor>
void for_each_word(Struct& state, const Visitor& visit) {
    model::for_each_field(
        [&](std::string_view name, auto& member) {
            using Member = std::remove_cvref_t<decltype(member)>;
            if constexpr (model::Has_fields<Member>) {
                for_each_word(member, visit);
            } else if constexpr (!std::is_same_v<Member, model::concrete::Memory> &&
                                 !std::is_same_v<Member, model::symbolic::Memory> &&
                                 !std::is_same_v<Member, model::concrete::Fired> &&
                                 !std::is_same_v<Member, model::symbolic::Fired>) {
                visit(name, member);
            }
        },
        state);
}

struct Named_word {
    std::string name;
    std::uint64_t value;
};

template <class Struct>
std::vector<Named_word> words_of(const Struct& state) {
    std::vector<Named_word> words;
    for_each_word(state, [&](std::string_view name, const auto& word) {
        words.push_back({std::string(name), static_cast<std::uint64_t>(word.host())});
    });
    return words;
}

/// Copies every field, lifting one in `one_in` words to a term that does not fold; 0: none.
class Copy {
public:
    Copy(model::Session& session, Random& random, std::uint32_t one_in)
        : session_(session), random_(random), one_in_(one_in) {}

    Symbolic_processor of(const Processor& m) {
        Symbolic_processor copy;
        copy_fields(m, copy);
        copy_fields(m.task, copy.task);
        copy_fields(m.limits, copy.limits);
        copy_fields(m.paging, copy.paging);
        copy_table(m.gdt, copy.gdt);
        copy_table(m.ldt, copy.ldt);
        copy_table(m.idt, copy.idt);
        for (std::uint32_t address = 0; address < m.memory.size(); address += 4) {
            const std::uint64_t value = m.memory.load<4>(bits<32>(address)).host();
            if (value != 0) {
                copy.memory.poke(model::Bits<Symbolic, 32>::of(std::uint64_t{address}), word<32>(value));
            }
        }
        return copy;
    }

    model::arch::Event<Symbolic> of(const Cpu_event& event) {
        model::arch::Event<Symbolic> copy;
        copy_fields(event, copy);
        return copy;
    }

private:
    template <unsigned Width>
    model::Bits<Symbolic, Width> word(std::uint64_t value) {
        const auto literal = model::Bits<Symbolic, Width>::of(value);
        return one_in_ != 0 && random_.one_in(one_in_) ? session_.lift(literal) : literal;
    }

    void set(model::symbolic::Bool& to, std::uint64_t value) { to = model::symbolic::Bool(value != 0); }
    template <unsigned Width>
    void set(model::symbolic::Bits<Width>& to, std::uint64_t value) {
        to = word<Width>(value);
    }

    template <class From, class To>
    void copy_fields(const From& from, To& to) {
        const auto words = words_of(from);
        std::size_t next = 0;
        for_each_word(to, [&](std::string_view, auto& member) { set(member, words[next++].value); });
    }

    void copy_table(const model::concrete::Table& from, model::symbolic::Table& to) {
        for (std::uint32_t i = 0; i < 256; ++i) {
            const std::uint64_t entry = from.get(bits<8>(i)).host();
            if (entry != 0) {
                to.set(model::Bits<Symbolic, 8>::of(std::uint64_t{i}), word<64>(entry));
            }
        }
    }

    model::Session& session_;
    Random& random_;
    std::uint32_t one_in_;
};

std::vector<std::string> differences(const Processor& concrete, const Symbolic_processor& symbolic) {
    std::vector<std::string> found;
    const auto words = words_of(concrete);
    std::size_t next = 0;
    for_each_word(symbolic, [&](std::string_view name, const auto& word) {
        if (value_of(word) != words[next++].value) {
            found.emplace_back(name);
        }
    });
    for (const auto& arm : model::arch::arm_table) {
        if (arm.arm != Way::none && (value_of(symbolic.fired.has(arm.arm)) != 0) != concrete.fired.has(arm.arm)) {
            found.emplace_back(arm.name);
        }
    }
    for (const auto& write : concrete.memory.log()) {
        for (const std::uint32_t address : {write.address - 4, write.address, write.address + 4}) {
            const auto seen = value_of(symbolic.memory.load<4>(model::Bits<Symbolic, 32>::of(std::uint64_t{address})));
            if (address + 4 <= concrete.memory.size() && seen != concrete.memory.load<4>(bits<32>(address)).host()) {
                found.push_back("memory " + std::to_string(address));
            }
        }
    }
    return found;
}

/// Without folding every way is built, so then an attempt is all that is delivered.
void both_agree(std::uint64_t seeds, std::uint32_t one_in) {
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        Random random(seed);
        Scene scene = random_scene(random);
        model::Session session;
        Copy copy(session, random, one_in);
        Symbolic_processor symbolic = copy.of(scene.m);
        const auto event = copy.of(scene.event);
        const bool wide = !random.one_in(4);
        switch (one_in == 0 ? random.below(3) : 2 * random.below(2)) {
        case 0:
            model::arch::deliver(scene.m, scene.event);
            model::arch::deliver(symbolic, event);
            break;
        case 1:
            model::arch::deliver_and_escalate(scene.m, scene.event);
            model::arch::deliver_and_escalate(symbolic, event);
            break;
        default:
            model::arch::return_from_handler(scene.m, wide);
            model::arch::return_from_handler(symbolic, wide);
        }
        ASSERT_EQ(differences(scene.m, symbolic), std::vector<std::string>{}) << "seed " << seed;
    }
}

TEST(Whole_processor, Literals) {
    both_agree(1000, 0);
}

TEST(Whole_processor, Words_that_do_not_fold) {
    both_agree(60, 60);
}

} // namespace
} // namespace trapspec::test
