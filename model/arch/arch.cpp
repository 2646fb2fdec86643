#include "model/arch/arch.hpp"

namespace trapspec::model::arch {

namespace {

template <Domain D>
void begin(Processor<D>& m, const Event<D>& event) {
    m.event = event;
    m.answer = {};
    m.fired.clear();
    m.memory.forget_log();
}

} // namespace

template <Domain D>
void deliver(Processor<D>& m, const Event<D>& event) {
    begin(m, event);
    deliver_once(m);
}

template <Domain D>
void deliver_and_escalate(Processor<D>& m, const Event<D>& event) {
    begin(m, event);
    deliver_to_the_end(m);
}

template <Domain D>
void return_from_handler(Processor<D>& m, Bool<D> wide) {
    begin(m, m.event);
    iret(m, wide);
}

// Both domains, here and nowhere else: a rule that compiles only one way breaks the build.
template void deliver(Processor<Concrete>&, const Event<Concrete>&);
template void deliver(Processor<Symbolic>&, const Event<Symbolic>&);
template void deliver_and_escalate(Processor<Concrete>&, const Event<Concrete>&);
template void deliver_and_escalate(Processor<Symbolic>&, const Event<Symbolic>&);
template void return_from_handler(Processor<Concrete>&, Bool<Concrete>);
template void return_from_handler(Processor<Symbolic>&, Bool<Symbolic>);
template Bits<Concrete, 32> flags_shown_by_pushf<Concrete>(Bits<Concrete, 32>);
template Bits<Symbolic, 32> flags_shown_by_pushf<Symbolic>(Bits<Symbolic, 32>);

} // namespace trapspec::model::arch
