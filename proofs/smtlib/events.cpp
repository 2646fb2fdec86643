#include <fmt/format.h>

#include "model/step.hpp"
#include "proofs/smtlib/exporter.hpp"

namespace trapspec::proofs::smtlib {

namespace {

using model::Event_kind;
using model::Symbolic;
using Machine = model::Machine<Symbolic>;
using Words = Exporter::Words;

/// R-COPY-1 over all 256 vectors with an unknown syscall_vector would be a table of 256 guarded changes. The events that copy
/// take a known one as it is and otherwise Linux's own; the function installed-gate takes any.
constexpr std::uint32_t exported_syscall_vector = 0x80;

std::string accessor(Event_kind kind, std::string_view argument) {
    return fmt::format("{}.{}", model::info(kind).name, argument);
}

z3::expr stepped(Exporter& e, Event_kind kind, const z3::expr& state, const Words& arguments) {
    Machine machine = e.sorts().machine_of(state, e.rules());
    const auto declared = machine.syscall_vector;
    const bool copies_traps = kind == Event_kind::enter_guest || kind == Event_kind::run;
    if (copies_traps && !declared.is_literal()) {
        machine.syscall_vector = model::symbolic::Bits<32>::of(exported_syscall_vector);
    }
    model::Event<Symbolic> event;
    event.kind = kind;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        event.arguments[i] = e.value<32>(arguments[i]);
    }
    step(machine, event);
    machine.syscall_vector = declared;
    return e.sorts().term_of(machine);
}

void define_step_of(Exporter& e, const model::Event_info& info) {
    std::vector<Parameter> parameters{{"s", e.sorts().state().sort()}};
    for (const model::Argument& argument : info.arguments) {
        parameters.push_back({fmt::format("arg.{}", argument.name), e.word()}); // esp alone is an accessor
    }
    e.relate(fmt::format("step-{}", info.name),
        parameters,
        std::string(info.rules),
        std::string(info.meaning),
        [&e, kind = info.kind](const Words& w) { return stepped(e, kind, w[0], Words(w.begin() + 1, w.end())); });
}

/// `step` over the relations of the kinds, as text.
std::string step_text() {
    std::string body;
    std::string closing;
    for (const model::Event_info& each : model::event_table) {
        std::string call = fmt::format("(step-{} s", each.name);
        for (const model::Argument& argument : each.arguments) {
            call += fmt::format(" ({} e)", accessor(each.kind, argument.name));
        }
        call += " after)";
        const bool last = &each == &model::event_table.back();
        body += last ? call : fmt::format("(ite ((_ is {}) e) {}\n", each.name, call);
        closing += last ? "" : ")";
    }
    return body + closing;
}

/// After an event whose kind is known there is what that kind gives alone; after any other, a choice among all.
z3::expr step_term(Exporter& e, const z3::expr& state, const z3::expr& event) {
    const Datatype& events = e.sorts().event();
    if (event.is_app() && event.decl().decl_kind() == Z3_OP_DT_CONSTRUCTOR) {
        Words arguments;
        for (unsigned i = 0; i < event.num_args(); ++i) {
            arguments.push_back(event.arg(i));
        }
        return stepped(e, model::event_kind_named(event.decl().name().str()).value(), state, arguments);
    }
    std::optional<z3::expr> term;
    for (unsigned kind = model::event_count; kind-- > 0;) {
        Words arguments;
        for (unsigned i = 0; i < events.constructors()[kind].fields.size(); ++i) {
            arguments.push_back(events.accessor(kind, i)(event));
        }
        const z3::expr next = stepped(e, model::event_table[kind].kind, state, arguments);
        term = term ? z3::ite(events.recogniser(kind)(event), next, *term) : next;
    }
    return *term;
}

void define_step(Exporter& e) {
    e.relate(
        "step",
        {{"s", e.sorts().state().sort()}, {"e", e.sorts().event().sort()}},
        "",
        "what an event does to a State",
        [&e](const Words& w) { return step_term(e, w[0], w[1]); },
        step_text());
}

void define_fresh(Exporter& e) {
    e.define("fresh",
        {{"pfn_limit", e.word()}, {"mapped_pages", e.word()}, {"vector", e.word()}},
        "",
        "the State of a new Guest on a Host whose second system-call vector is given",
        [&e](const Words& w) {
            Machine machine;
            machine.rules = e.rules();
            machine.syscall_vector = e.value<32>(w[2]);
            model::start_guest(machine, e.value<32>(w[0]), e.value<32>(w[1]));
            return e.sorts().term_of(machine);
        });
}

z3::expr word_at(Exporter& e, const z3::expr& memory, const z3::expr& address) {
    const model::symbolic::Memory loaded(model::term(e.session(), memory).node);
    return expression(e.session(), loaded.load<4>(e.value<32>(address)));
}

z3::expr frame_at(Exporter& e, const Words& w) {
    const z3::expr at = z3::ite(w[2], w[1] + 4, w[1]);
    z3::expr_vector members(e.context());
    members.push_back(z3::ite(w[2], word_at(e, w[0], w[1]), e.context().bv_val(0, 32)));
    for (int i = 0; i < 5; ++i) {
        members.push_back(word_at(e, w[0], at + 4 * i));
    }
    return e.sorts().frame().constructor()(members);
}

void define_frame(Exporter& e) {
    const z3::sort memory = e.context().array_sort(e.word(), e.bits(8));
    e.define("read-word",
        {{"memory", memory}, {"address", e.word()}},
        "",
        "a little-endian word of Guest memory",
        [&e](const Words& w) { return word_at(e, w[0], w[1]); });
    e.define("frame-at",
        {{"memory", memory}, {"address", e.word()}, {"has_error_code", e.context().bool_sort()}},
        "R-PUSH",
        "the frame whose lowest word is at a Guest-physical address; esp and ss are there only if the ring changed",
        [&e](const Words& w) { return frame_at(e, w); });
}

} // namespace

void export_events(Exporter& exporter) {
    define_frame(exporter);
    define_fresh(exporter);
    for (const model::Event_info& each : model::event_table) {
        define_step_of(exporter, each);
    }
    define_step(exporter);
}

} // namespace trapspec::proofs::smtlib
