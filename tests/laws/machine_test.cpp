// Whole events: Concrete equals Symbolic, on literals and with words that do not fold.
#include <gtest/gtest.h>

#include "model/domain/session.hpp"
#include "tests/laws/paired_machine.hpp"

namespace trapspec::test {
namespace {

using Differences = std::vector<std::string>;

class Nothing_lifted : public Lifting {
public:
    bool next() override { return false; }
};

class Some_lifted : public Lifting {
public:
    Some_lifted(Random& random, std::uint32_t one_in) : random_(random), one_in_(one_in) {}
    bool next() override { return random_.one_in(one_in_); }

private:
    Random& random_;
    std::uint32_t one_in_;
};

Touched words_of_legal_guest() {
    Touched touched{place::directory + 0xC00};
    for (std::uint32_t page = 0; page < place::pages; ++page) {
        touched.insert(place::page_table + page * 4);
    }
    touched.insert({place::data_page, place::data_page + 1392, place::kernel_code});
    return touched;
}

/// A Guest with a gate for most vectors.
Machine busy_guest(Random& random) {
    const std::string_view rules = rule_names[random.below(rule_names.size())];
    Machine m = random.one_in(2) ? legal_guest(rules) : guest_in_kernel(rules);
    for (std::uint32_t vector = 0; vector < 0x30; ++vector) {
        if (!random.one_in(4)) {
            set_gate(
                m, vector, random.one_in(2) ? trap_gate(0xC0100000 + vector) : interrupt_gate(0xC0100000 + vector));
        }
    }
    if (random.one_in(2)) {
        set_word(m, place::kernel_code, random.of({0x00C1010F, 0x000003CD, 0x000000CC}));
    }
    m.guest.initialised = Flag(!random.one_in(4));
    if (random.one_in(3)) {
        set_faults(m, 1U << random.below(9), 1U << random.below(9));
    }
    m.cpu.halted = Flag(random.one_in(6));
    m.cpu.hypercall_pending = Flag(random.one_in(4));
    m.cpu.changed = Word::of(random.below(4));
    m.guest.noirq_start = Word(0xC0010000u);
    m.guest.noirq_end = Word::of(0xC0010000u + random.of({0, 0, 4}));
    m.syscall_vector = Word::of(random.of({0x80, 0x80, 0x40, 0x10}));
    return m;
}

using Arms = std::array<std::uint64_t, 3>;

void note_fired(Arms& arms, const Machine& m) {
    for (std::size_t i = 0; i < arms.size(); ++i) {
        arms[i] |= m.fired.words()[i];
    }
}

std::vector<std::string> unfired(const Arms& arms) {
    std::vector<std::string> names;
    for (std::size_t arm = 1; arm < model::arm_count; ++arm) {
        if (((arms[arm / 64] >> (arm % 64)) & 1) == 0) {
            names.emplace_back(model::arm_table[arm].name);
        }
    }
    return names;
}

/// Steps both; compares everything that the event can have changed.
class Pair {
public:
    Pair(Machine& concrete, Symbolic_machine& symbolic) : concrete_(concrete), symbolic_(symbolic) {}

    Differences step(const Event_words& words, const model::Event<model::Symbolic>& symbolic_event, Touched& touched) {
        const std::uint64_t tables = concrete_.gates.digest() ^ concrete_.idt.digest();
        model::step(concrete_, concrete_event(words));
        model::step(symbolic_, symbolic_event);
        const Touched now = touched_by(concrete_, words);
        if (words.kind == Event_kind::start_guest) {
            touched.clear();
        }
        touched.insert(now.begin(), now.end());
        Differences differences = state_differences(concrete_, symbolic_);
        append(differences, memory_differences(concrete_, symbolic_, now));
        if ((concrete_.gates.digest() ^ concrete_.idt.digest()) != tables) {
            append(differences, table_differences(concrete_, symbolic_));
        }
        return differences;
    }

    /// Also what it should not have changed.
    Differences everything(const Touched& touched) const {
        Differences differences = table_differences(concrete_, symbolic_);
        append(differences, memory_differences(concrete_, symbolic_, touched));
        return differences;
    }

private:
    static void append(Differences& to, const Differences& more) { to.insert(to.end(), more.begin(), more.end()); }

    Machine& concrete_;
    Symbolic_machine& symbolic_;
};

TEST(Whole_machine, Sequences_on_literals) {
    Arms arms{};
    model::Session session;
    Nothing_lifted nothing;
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        Random random(seed);
        Machine concrete = busy_guest(random);
        Touched touched = words_of_legal_guest();
        Symbolic_machine symbolic = symbolic_copy(concrete, touched, session, nothing);
        Pair pair(concrete, symbolic);
        for (int i = 0; i < 20; ++i) {
            const Event_words words = random_event(random);
            ASSERT_EQ(pair.step(words, symbolic_event(words, session, nothing), touched), Differences{})
                << "seed " << seed << ", event " << i << " " << model::info(words.kind).name;
            note_fired(arms, concrete);
            if (concrete.guest.dead.host() && random.one_in(3)) {
                break; // the dead have few surprises left
            }
        }
        ASSERT_EQ(pair.everything(touched), Differences{}) << "seed " << seed;
    }
    EXPECT_LE(unfired(arms).size(), 3U) << testing::PrintToString(unfired(arms));
}

TEST(Whole_machine, Single_events_with_words_that_do_not_fold) {
    Arms arms{};
    for (std::uint64_t seed = 1; seed <= 140; ++seed) {
        Random random(seed + 1000);
        Machine concrete = busy_guest(random);
        Touched touched = words_of_legal_guest();
        for (int i = 0; i < 6; ++i) {
            const Event_words words = random_event(random);
            model::Session session;
            Some_lifted some(random, 2 + random.below(8));
            Symbolic_machine symbolic = symbolic_copy(concrete, touched, session, some);
            Pair pair(concrete, symbolic);
            ASSERT_EQ(pair.step(words, symbolic_event(words, session, some), touched), Differences{})
                << "seed " << seed << ", event " << i << " " << model::info(words.kind).name;
            note_fired(arms, concrete);
            if (i == 5 || (concrete.guest.dead.host() && random.one_in(2))) {
                ASSERT_EQ(pair.everything(touched), Differences{}) << "seed " << seed;
                break;
            }
        }
    }
    EXPECT_LE(unfired(arms).size(), 15U) << testing::PrintToString(unfired(arms));
}

} // namespace
} // namespace trapspec::test
