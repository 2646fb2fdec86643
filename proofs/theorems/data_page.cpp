// Theorems about lguest_data: where each of its words lies, and which injected fault hits which access.
#include <array>
#include <string>

#include "model/lguest/interrupts.hpp"
#include "model/lguest/push.hpp"
#include "proofs/theorems/accesses.hpp"
#include "proofs/theorems/subjects.hpp"

namespace trapspec::proofs {

namespace {

using namespace model;

/// As rules.md has it, and not from the rules' own table.
struct Place {
    std::string name;
    Data_field field;
    std::uint32_t offset;
    unsigned fault; ///< bit
};

std::array<Place, 7> words() {
    return {{{"irq_enabled", data_field::irq_enabled, 0, 0},
        {"blocked_interrupts", data_field::blocked_interrupts, 4, 1},
        {"cr2", data_field::cr2, 8, 2},
        {"irq_pending", data_field::irq_pending, 20, 4},
        {"noirq_start", data_field::noirq_start, 1380, 5},
        {"noirq_end", data_field::noirq_end, 1384, 6},
        {"syscall_vec", data_field::syscall_vec, 1392, 7}}};
}

void data_page_exact(Proof& proof) {
    proof.show_claim_by_claim("a word read", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const Machine<D>& m = run.machine();
        for (const Place& place : words()) {
            const auto at = m.guest.data_address + Bits<D, 32>::of(place.offset);
            const Data_word<D> word = read_data(m, place.field);
            run.claim(
                place.name + " is the word there", run.answer(place.name, word.value) == m.memory.template load<4>(at));
            run.claim(place.name + " is readable when it can be reached",
                run.answer(place.name + "_readable", word.readable) ==
                    can_be_reached(m, at, 4, m.faults.read_faults, place.fault));
        }
    });
    for (const Place& place : words()) {
        proof.show(place.name + " written", [place](auto& run) {
            using D = Domain_of<decltype(run)>;
            run.arbitrary();
            const auto value = run.word("value");
            Machine<D>& m = run.machine();
            const auto at = m.guest.data_address + Bits<D, 32>::of(place.offset);
            const auto reached = can_be_reached(m, at, 4, m.faults.write_faults, place.fault);
            const auto before = m.memory.template load<4>(at);
            Bool<D> succeeds = false;
            run.apply([&](auto& machine) { succeeds = write_data(machine, place.field, value); });
            run.claim("just when it can be reached", succeeds == reached);
            run.claim("it is the value then", m.memory.template load<4>(at) == ite(reached, value, before));
        });
    }
    proof.show("the time written", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const auto sec = run.word("sec");
        const auto nsec = run.word("nsec");
        Machine<D>& m = run.machine();
        const auto at = m.guest.data_address + Bits<D, 32>(12);
        const auto reached = can_be_reached(m, at, 8, m.faults.write_faults, 3);
        const auto word = [&](const Bits<D, 32>& offset) { return m.memory.template load<4>(at + offset); };
        const auto sec_before = word(Bits<D, 32>(0));
        const auto nsec_before = word(Bits<D, 32>(4));
        Bool<D> succeeds = false;
        run.apply([&](auto& machine) { succeeds = write_time(machine, sec, nsec); });
        run.claim("just when both words can be reached", succeeds == reached);
        run.claim("the seconds", word(Bits<D, 32>(0)) == ite(reached, sec, sec_before));
        run.claim("and the nanoseconds behind them", word(Bits<D, 32>(4)) == ite(reached, nsec, nsec_before));
    });
}

void virtual_if_exact(Proof& proof) {
    proof.show("a delivery through any gate", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const Gate<D> gate{run.template word<64>("gate")};
        const Machine<D>& m = run.machine();
        const auto interrupt_gate = extract<43, 40>(gate.bits) == Bits<D, 4>(0xE);
        const auto at = m.guest.data_address;
        const auto reached = can_be_reached(m, at, 4, m.faults.write_faults, 0);
        const auto was_dead = m.guest.dead;
        const auto before = m.memory.template load<4>(at);
        run.apply([&](auto& machine) { disable_virtual_interrupts(machine, gate); });
        run.claim("an interrupt gate clears the word, any other leaves it",
            m.memory.template load<4>(at) == ite(interrupt_gate & reached, Bits<D, 32>(0), before));
        run.claim("killed when it cannot be cleared", m.guest.dead == (was_dead | (interrupt_gate & !reached)));
        run.claim("for that reason", was_dead | (!m.guest.dead) | (m.guest.reason == 5));
    });
    proof.show("an interrupt for a halted Guest", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const Machine<D>& m = run.machine();
        const auto at = m.guest.data_address;
        const auto reached = can_be_reached(m, at, 4, m.faults.write_faults, 0);
        const auto was_dead = m.guest.dead;
        run.assume("halted", m.cpu.halted);
        run.apply([&](auto& machine) { static_cast<void>(detail::make_receptive(machine)); });
        run.claim("IF alone is set", implies(reached, m.memory.template load<4>(at) == 0x200));
        run.claim("killed when it cannot be set", m.guest.dead == (was_dead | !reached));
        run.claim("for that reason", was_dead | (!m.guest.dead) | (m.guest.reason == 6));
        run.claim("halted no longer", !m.cpu.halted);
    });
}

const Theorem list[] = {
    {"data-page-exact",
        "Each word of lguest_data lies at its offset, and is reached just when it is backed and no fault is injected "
        "for it.",
        "R-PUSH-3 R-PUSH-7 R-IRQ-1 R-IRQ-2 R-SYS-2",
        in_none,
        data_page_exact},
    {"virtual-if-exact",
        "An interrupt gate clears irq_enabled, an interrupt sets IF in a halted Guest's, and each kills with its own "
        "reason if it "
        "cannot.",
        "R-PUSH-7 R-IRQ-2",
        in_none,
        virtual_if_exact},
};

} // namespace

std::span<const Theorem> data_page_theorems() {
    return list;
}

} // namespace trapspec::proofs
