// Theorems about what each hypercall does: R-RUN-1. The numbers are those of rules.md, and not the rules' own names.
#include <array>

#include "proofs/theorems/accesses.hpp"
#include "proofs/theorems/same_state.hpp"
#include "proofs/theorems/subjects.hpp"

namespace trapspec::proofs {

namespace {

using namespace model;

constexpr auto before_init = static_cast<Reason>(17);

/// Every call but LGUEST_INIT; most are events of their own as well.
void by_number(Machine<Symbolic>& m, const std::array<Bits<Symbolic, 32>, 7>& inputs) {
    using Word = Bits<Symbolic, 32>;
    const auto [call, arg1, arg2, arg3, pin_failures, now_low, now_high] = inputs;
    const auto as = [](Event_kind kind, auto... arguments) {
        return [=](auto& m) { step(m, Event<Symbolic>{kind, {arguments...}}); };
    };
    decide(m,
        arm(Rule::none, !m.guest.initialised, [call = call](auto& m) { kill(m, before_init, call); }),
        arm(Rule::none, call == Word(6), as(Event_kind::load_idt_entry, arg1, arg2, arg3)),
        arm(Rule::none, call == Word(7), as(Event_kind::set_stack, arg1, arg2, arg3, pin_failures)),
        arm(Rule::none, call == Word(8), [arg1 = arg1](auto& m) { m.cpu.ts = !(arg1 == Word(0)); }),
        arm(Rule::none, call == Word(9), as(Event_kind::set_clockevent, arg1, now_low, now_high)),
        arm(Rule::none, call == Word(10), [](auto& m) { m.cpu.halted = true; }),
        otherwise(Rule::none, [](auto&) {}));
}

/// R-MEM-1 for the 1,396 bytes of lguest_data, in numbers that do not wrap.
Bool<Symbolic> fits(const Machine<Symbolic>& m, Bits<Symbolic, 32> address) {
    using Wide = Bits<Symbolic, 64>;
    const Wide end = zext<64>(address) + Wide::of(m.rules.last_byte_usable ? 1395 : 1396);
    return ult(end, Wide(0x1'0000'0000)) & ult(lshr(end, Wide(12)), zext<64>(m.guest.pfn_limit));
}

void other_calls(Run<Symbolic>& run) {
    run.arbitrary();
    Machine<Symbolic> by_its_number = run.machine();
    run.any_event(Event_kind::hypercall);
    run.assume("not LGUEST_INIT", run.word("call") != 1);
    by_number(by_its_number,
        {run.word("call"),
            run.word("arg1"),
            run.word("arg2"),
            run.word("arg3"),
            run.word("pin_failures"),
            run.word("now_low"),
            run.word("now_high")});
    claim_same_state(run, by_its_number, run.word("x"), run.word<8>("slot"));
}

void init(Run<Symbolic>& run) {
    using Word = Bits<Symbolic, 32>;
    run.arbitrary();
    const Machine<Symbolic> before = run.machine();
    const Guest<Symbolic>& was = before.guest;
    run.any_event(Event_kind::hypercall);
    run.assume("LGUEST_INIT", run.word("call") == 1);
    const Guest<Symbolic>& guest = run.machine().guest;
    const auto address = run.word("arg1");
    const auto outside = !fits(before, address);
    const auto refused = was.initialised | outside;

    Machine<Symbolic> there = before;
    there.guest.initialised = true;
    const auto readable = [&](std::uint32_t offset, unsigned fault) {
        return can_be_reached(there, address + Word::of(offset), 4, before.faults.read_faults, fault);
    };
    const auto word = [&](std::uint32_t offset) { return before.memory.load<4>(address + Word::of(offset)); };
    const auto start = readable(1380, 5);
    const auto end = readable(1384, 6);
    const auto vector = word(1392);
    const auto accepted = readable(1392, 7) & ((vector == 0x80) | (vector == before.syscall_vector));

    run.claim("lguest_data is there, or as it was",
        (guest.initialised == (was.initialised | !refused)) &
            (guest.data_address == ite(refused, was.data_address, address)));
    run.claim("the window that can be read, or as it was",
        (guest.noirq_start == ite(refused | !start, was.noirq_start, word(1380))) &
            (guest.noirq_end == ite(refused | !end, was.noirq_end, word(1384))));
    run.claim("killed a second time, outside memory, without its window, without a vector of the Host's",
        guest.dead == (was.dead | refused | !start | !end | !accepted));
    const auto reason = [&](const Bool<Symbolic>& when, unsigned number) {
        return implies(when & !was.dead, guest.reason == Bits<Symbolic, 8>::of(number));
    };
    run.claim("each for its reason",
        reason(was.initialised, 16) & reason(outside & !was.initialised, 15) & reason((!refused) & !(start & end), 15) &
            reason((!refused) & start & end & !accepted, 14));
}

void hypercall_exact(Proof& proof) {
    proof.show_claim_by_claim("any call but LGUEST_INIT", other_calls);
    proof.show_claim_by_claim("LGUEST_INIT", init);
}

constexpr Theorem list[] = {
    {"hypercall-exact",
        "A hypercall does what the rule of its number does, any other nothing; before LGUEST_INIT each kills; "
        "LGUEST_INIT finds lguest_data, its window and a system-call vector, or kills for its own reason.",
        "R-RUN-1 R-SYS-2 R-MEM-1",
        in_none,
        hypercall_exact},
};

} // namespace

std::span<const Theorem> hypercall_theorems() {
    return list;
}

} // namespace trapspec::proofs
