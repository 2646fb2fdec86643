#include "model/step.hpp"

namespace trapspec::model {

namespace {

template <Domain D>
Bool<D> flag(Bits<D, 32> argument) {
    return argument != Bits<D, 32>(0);
}

template <Domain D>
void set_registers(Machine<D>& m, const std::array<Bits<D, 32>, max_arguments>& arguments) {
    std::size_t next = 0;
    for_each_field([&](auto, auto& member) { member = arguments[next++]; }, m.regs);
}

template <Domain D>
void guest_write(Machine<D>& m, Bits<D, 32> address, Bits<D, 32> value) {
    const Bits<D, 32> last = address + Bits<D, 32>(3);
    const Bool<D> exists =
        ule(address, last) & ult(lshr(last, Bits<D, 32>(constant::page_shift)), m.faults.mapped_pages);
    when(m, Rule::none, exists, [=](auto& m) {
        if constexpr (std::is_same_v<D, Concrete>) {
            m.memory.poke(static_cast<std::uint32_t>(address.host()), 4, static_cast<std::uint32_t>(value.host()));
        } else {
            m.memory.poke(address, value);
        }
    });
}

template <Domain D>
void set_faults(Machine<D>& m, const std::array<Bits<D, 32>, max_arguments>& a) {
    m.faults.read_faults = a[0];
    m.faults.write_faults = a[1];
    m.faults.hole_page = a[2];
    m.faults.hole_pages = a[3];
}

/// The seven words and the inputs that `trap` and `run` share.
template <Domain D>
Pass<D> pass_of(const std::array<Bits<D, 32>, max_arguments>& a) {
    Pass<D> pass;
    pass.trapnum = a[0];
    pass.errcode = a[1];
    pass.eip = a[2];
    pass.cs = a[3];
    pass.eflags = a[4];
    pass.esp = a[5];
    pass.ss = a[6];
    pass.trap = {a[7], flag<D>(a[8]), flag<D>(a[9])};
    pass.sec = a[10];
    pass.nsec = a[11];
    pass.other_guest = flag<D>(a[12]);
    pass.pin_failures = a[13];
    pass.now = concat(a[15], a[14]);
    return pass;
}

} // namespace

template <Domain D>
void start_guest(Machine<D>& m, Bits<D, 32> pfn_limit, Bits<D, 32> mapped_pages) {
    m.regs = {};
    m.regs.trapnum = Bits<D, 32>(constant::no_trap_yet);
    m.cpu = {};
    m.cpu.changed = Bits<D, 32>(constant::changed_all);
    m.cpu.ss1 = Bits<D, 16>::of(m.rules.first_stack_in_ring_1 ? constant::guest_kernel_ds : 0);
    m.guest = {};
    m.guest.pfn_limit = pfn_limit;
    m.host.tss_esp1 = Bits<D, 32>(0);
    m.host.tss_ss1 = Bits<D, 16>(0);
    m.gates.clear();
    m.idt.clear();
    m.memory.clear();
    m.faults = {};
    m.faults.mapped_pages = mapped_pages;
    init_clockdev(m);
}

template <Domain D>
void step(Machine<D>& m, const Event<D>& event) {
    const auto& a = event.arguments;
    m.outcome = {};
    m.fired.clear();
    m.memory.forget_log();
    switch (event.kind) {
    case Event_kind::start_guest:
        start_guest(m, a[0], a[1]);
        break;
    case Event_kind::set_registers:
        set_registers<D>(m, a);
        break;
    case Event_kind::guest_write:
        guest_write(m, a[0], a[1]);
        break;
    case Event_kind::set_page_tables:
        m.guest.paging = true;
        m.guest.page_directory = a[0];
        break;
    case Event_kind::set_faults:
        set_faults(m, a);
        break;
    case Event_kind::kill_outside:
        kill(m, Reason::outside);
        break;
    case Event_kind::observe:
        break;
    case Event_kind::read_memory:
        m.outcome.result = read_guest<4>(m, a[0]);
        break;
    case Event_kind::write_memory:
        write_guest<4>(m, a[0], a[1]);
        break;
    case Event_kind::translate:
        m.outcome.result = guest_pa(m, a[0]);
        break;
    case Event_kind::setup_default_idt_entries:
        setup_default_idt_entries(m);
        break;
    case Event_kind::load_idt_entry:
        load_guest_idt_entry(m, a[0], Gate<D>::of(a[1], a[2]));
        break;
    case Event_kind::enter_guest:
        enter_guest(m, flag<D>(a[0]));
        break;
    case Event_kind::switcher_stub:
        switcher_stub(m, trunc<8>(a[0]), flag<D>(a[1]), a[2]);
        break;
    case Event_kind::deliver_trap:
        m.outcome.result = ite(deliver_trap(m, a[0]), Bits<D, 32>(1), Bits<D, 32>(0));
        break;
    case Event_kind::trap:
        detail::leave_guest(m, pass_of<D>(a));
        break;
    case Event_kind::interrupt_pending: {
        const Due_interrupt<D> due = interrupt_pending(m, Bool<D>(false));
        m.outcome.result = due.irq;
        m.outcome.more = due.more;
        break;
    }
    case Event_kind::try_deliver_interrupt:
        try_deliver_interrupt(m, a[0], flag<D>(a[1]), a[2], a[3]);
        break;
    case Event_kind::set_interrupt:
        set_interrupt(m, a[0], flag<D>(a[1]));
        break;
    case Event_kind::check_syscall_vector:
        m.outcome.result = ite(check_syscall_vector(m), Bits<D, 32>(1), Bits<D, 32>(0));
        break;
    case Event_kind::init_interrupts:
        init_interrupts(m, flag<D>(a[0]), flag<D>(a[1]));
        break;
    case Event_kind::free_interrupts:
        free_interrupts(m);
        break;
    case Event_kind::set_stack:
        guest_set_stack(m, a[0], a[1], a[2], a[3]);
        break;
    case Event_kind::set_clockevent:
        guest_set_clockevent(m, a[0], concat(a[2], a[1]));
        break;
    case Event_kind::clock_expires:
        clock_expires(m, flag<D>(a[0]));
        break;
    case Event_kind::hypercall:
        do_hypercall(m, Hypercall<D>{a[0], a[1], a[2], a[3], a[4], concat(a[6], a[5])});
        break;
    case Event_kind::run:
        run_once(m, pass_of<D>(a));
        break;
    }
}

// Both domains, here and nowhere else: a rule that compiles only one way breaks the build.
template void start_guest(Machine<Concrete>&, Bits<Concrete, 32>, Bits<Concrete, 32>);
template void start_guest(Machine<Symbolic>&, Bits<Symbolic, 32>, Bits<Symbolic, 32>);
template void step(Machine<Concrete>&, const Event<Concrete>&);
template void step(Machine<Symbolic>&, const Event<Symbolic>&);

} // namespace trapspec::model
