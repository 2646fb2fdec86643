// Theorems about a reflected entry: R-PUSH.
#include "proofs/hardware.hpp"
#include "proofs/theorems/histories.hpp"
#include "proofs/theorems/subjects.hpp"

namespace trapspec::proofs {

namespace {

using namespace model;

/// After a delivery, these flags are clear.
template <std::uint32_t Flags>
void entry_clears(Proof& proof) {
    proof.history("a trap in the Guest kernel", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        const Word n = trap_in_guest_kernel(run, run.word("eflags", {0x202 | Flags}));
        run.event(Event_kind::deliver_trap, {n});
        run.assume("the trap was delivered", run.machine().outcome.result == Word(1));
        run.assume("the Guest lives", !run.machine().guest.dead);
        run.claim("they are clear in the handler", (run.machine().regs.eflags & Word(Flags)) == Word(0));
    });
    proof.show("any delivery", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        run.arbitrary();
        run.any_event(Event_kind::deliver_trap);
        run.assume("the trap was delivered", run.machine().outcome.result == Word(1));
        run.assume("the Guest lives", !run.machine().guest.dead);
        run.claim("they are clear in the handler", (run.machine().regs.eflags & Word(Flags)) == Word(0));
    });
}

/// A Guest with two neighbouring pages of stack, 8 and 9 of its virtual memory, and a trap in its kernel at `esp`.
template <Domain D>
void trap_on_two_pages(Run<D>& run, Bits<D, 32> esp) {
    using Word = Bits<D, 32>;
    const Word zero(0);
    run.start(Word(small_guest_pages), Word(small_guest_pages));
    run.event(Event_kind::guest_write, {Word(0x1000), Word(0x2003)});
    const Word page_8 = run.word("page_8", {0x8003});
    const Word page_9 = run.word("page_9", {0xb003});
    run.assume("neither is a table", ule(0x3000, page_8) & ule(0x3000, page_9));
    run.event(Event_kind::guest_write, {Word(0x2020), page_8});
    run.event(Event_kind::guest_write, {Word(0x2024), page_9});
    run.event(Event_kind::set_page_tables, {Word(0x1000)});
    run.event(Event_kind::load_idt_entry, {Word(3), run.word("a", {0x00601000}), run.word("b", {0xc0108f00})});
    run.event(Event_kind::set_registers,
        {zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            Word(0xc0100000u),
            Word(0x61),
            Word(0x202),
            esp,
            Word(0x69)});
    run.event(Event_kind::deliver_trap, {Word(3)});
    run.assume("delivered, and the Guest lives", (run.machine().outcome.result == 1) & !run.machine().guest.dead);
    const auto found = hardware::load_word(run.machine(), run.machine().regs.esp);
    run.assume("the CPU finds its stack mapped", found.present);
    run.claim("the handler finds the old eip on its stack", found.value == 0xc0100000u);
}

void frame_across_pages(Proof& proof) {
    proof.history("a stack that crosses from page 9 to page 8", [](auto& run) {
        const auto esp = run.word("esp", {0x9004});
        run.assume("the frame crosses", ult(0x9000, esp) & ult(esp, 0x900C));
        trap_on_two_pages(run, esp);
    });
}

void frame_below_boundary(Proof& proof) {
    proof.history("a stack that ends with page 8",
        [](auto& run) { trap_on_two_pages(run, Bits<Domain_of<decltype(run)>, 32>(0x9000)); });
}

/// What a delivery left on the stack, esp being physical too.
template <Domain D>
Bits<D, 32> on_stack(Run<D>& run, std::uint32_t offset) {
    return run.machine().memory.template load<4>(run.machine().regs.esp + Bits<D, 32>::of(offset));
}

void selectors_extended(Proof& proof) {
    proof.history("a trap in the Guest kernel", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        run.start(Word(small_guest_pages), Word(small_guest_pages));
        run.event(Event_kind::load_idt_entry, {Word(3), run.word("a", {0x00601000}), run.word("b", {0xc0108f00})});
        run_guest_kernel(run, Word(0x202));
        run.event(Event_kind::deliver_trap, {Word(3)});
        run.assume("delivered on the same stack",
            (run.machine().outcome.result == 1) & (!run.machine().guest.dead) & ((run.word("ss") & 3) == 1));
        run.assume("an ordinary one (theorem frame-exact has the others)", run.word("esp") == 0x8000);
        run.claim("the upper half of cs is pushed as 0", ult(on_stack(run, 4), 0x10000));
    });
}

/// The same trap gate may be entered by the CPU itself, if direct, or by the Host. The CPU pushes the real flags.
void reflected_as_direct(Proof& proof) {
    proof.history("a trap while virtual interrupts are off", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        const Word eflags = run.word("eflags");
        start_with_data_page(run, run.word("irq_enabled"), Word(0));
        run.event(Event_kind::load_idt_entry, {Word(3), run.word("a", {0x00601000}), run.word("b", {0xc0108f00})});
        run_guest_kernel(run, eflags);
        run.event(Event_kind::deliver_trap, {Word(3)});
        run.assume("delivered through a trap gate, on the same stack",
            (run.machine().outcome.result == 1) & (!run.machine().guest.dead) & ((run.word("ss") & 3) == 1) &
                ((run.word("b") & 0xF00) == 0xF00));
        run.claim("the pushed flags are those that the CPU would push, IF apart",
            ((on_stack(run, 8) ^ eflags) & ~Word(0x200)) == 0);
    });
}

void frame_over_data(Proof& proof) {
    proof.history("a trap from ring 3, the kernel stack next to lguest_data", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        const Word zero(0);
        start_with_data_page(run, Word(0x200), zero);
        run.event(Event_kind::load_idt_entry, {Word(3), run.word("a", {0x00601000}), run.word("b", {0xc0108f00})});
        run.event(Event_kind::set_stack, {Word(0x69), run.word("esp1", {0x8000, 0x1008}), Word(1)});
        run.event(Event_kind::trap,
            {Word(3),
                zero,
                run.word("eip", {0x08048000}),
                Word(0x73),
                Word(0x202),
                run.word("esp", {0x4000}),
                Word(0x7b)});
        run.assume("reflected, and the Guest lives", run.machine().outcome.reflected & !run.machine().guest.dead);
        run.assume("the flags' own word is not irq_enabled",
            hardware::apart(run.word("esp1") - 12, Word(4), Word(data_page_at), Word(4)));
        run.claim("the pushed IF is the virtual one from before the trap, which was set",
            (on_stack(run, 8) & 0x200) == 0x200);
    });
}

/// R-VER-3 frame-in-its-pages, where frame-exact takes the rule's own word for which pages those are.
void frame_pages_exact(Proof& proof) {
    proof.show("where a frame lies", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        using Word = Word_of<decltype(run)>;
        run.arbitrary();
        const Word top = run.word("top");
        const auto switched = run.flag("switched");
        const auto has_error_code = run.flag("has_error_code");
        const Word bytes = run.answer("bytes", frame_bytes<D>(switched, has_error_code));
        run.claim("3 words, 2 more from another ring, 1 more with an error code",
            bytes == shl(Word(3) + ite(switched, Word(2), Word(0)) + ite(has_error_code, Word(1), Word(0)), Word(2)));
        run.assume("linear memory", !run.machine().guest.paging);
        const auto place = find_frame(run.machine(), top, bytes);
        const bool two = run.machine().rules.frame_in_its_pages;
        run.claim("its first byte and its last are looked up",
            (!Bool<D>(two)) | ((run.answer("upper", place.upper_page) == top - Word(1)) &
                                  (run.answer("lower", place.lower_page) == top - bytes)));
    });
    proof.show_claim_by_claim("one word of it", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        using Word = Word_of<decltype(run)>;
        run.arbitrary();
        Frame_place<D> place;
        place.last = run.word("last");
        place.lower_page = run.word("lower_page");
        place.upper_page = run.word("upper_page");
        const Word stack = run.word("stack");
        const Word word = run.word("word");
        const bool two = run.machine().rules.frame_in_its_pages;
        run.assume("the Guest lives", !run.machine().guest.dead);
        run.assume("two different pages", extract<31, 12>(place.lower_page) != extract<31, 12>(place.upper_page));
        run.apply([&](auto& m) { push(m, place, stack, word); });
        const Machine<D>& m = run.machine();
        const Word at = stack - Word(4);
        const auto straddles = Bool<D>(two) & ult(Word(0xFFC), zext<32>(extract<11, 0>(at)));
        run.claim("one write on one page, four on two",
            (!m.guest.dead) | (m.guest.reason_1 == ite(straddles, Word(1), Word(4))));
        const auto byte = [&](std::uint32_t i) {
            const Word address = at + Word::of(i);
            const auto lower = extract<31, 12>(address) == extract<31, 12>(place.last);
            const auto frame = ite(lower, extract<31, 12>(place.lower_page), extract<31, 12>(place.upper_page));
            return m.memory.template load<1>(two ? concat(frame, extract<11, 0>(address)) : address);
        };
        run.claim(
            "its bytes are there", m.guest.dead | (concat(concat(byte(3), byte(2)), concat(byte(1), byte(0))) == word));
    });
}

constexpr Theorem list[] = {
    {"entry-clears-tf",
        "A reflected entry clears TF, as the CPU does: the handler is not single-stepped.",
        "R-PUSH-6 R-VER-2",
        before_3_18,
        entry_clears<constant::eflags_tf>},
    {"entry-clears-nt-rf-vm",
        "A reflected entry clears NT, RF and VM, as the CPU does.",
        "R-PUSH-6 R-VER-2",
        before_3_18,
        entry_clears<constant::eflags_nt | constant::eflags_rf | constant::eflags_vm>},
    {"frame-across-pages",
        "A frame that crosses from one page to the one below lies where the CPU looks for it.",
        "R-PUSH-1 R-PUSH-2 R-MEM-4",
        in_every_linux,
        frame_across_pages},
    {"frame-below-boundary",
        "A frame on a stack that starts at a page boundary lies where the CPU looks for it.",
        "R-PUSH-1 R-PUSH-2 R-MEM-4",
        in_every_linux,
        frame_below_boundary},
    {"selectors-extended",
        "A selector is pushed as 16 bits, extended with zeroes.",
        "R-PUSH-2 R-PUSH-4",
        in_every_linux,
        selectors_extended},
    {"reflected-as-direct",
        "A trap through a trap gate pushes the same flags, IF apart, whether the Host reflects it or the CPU enters it "
        "directly.",
        "R-PUSH-3 R-COPY-1",
        in_none,
        reflected_as_direct},
    {"pushed-if-from-before",
        "The pushed IF is the virtual IF from before the trap, wherever the frame lies.",
        "R-PUSH-2 R-PUSH-3",
        in_every_linux,
        frame_over_data},
    {"frame-pages-exact",
        "A frame has its words, and with two translations each byte lies in the page of its own address.",
        "R-PUSH-1 R-PUSH-2",
        in_none,
        frame_pages_exact},
};

} // namespace

std::span<const Theorem> entry_theorems() {
    return list;
}

} // namespace trapspec::proofs
