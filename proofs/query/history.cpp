#include "proofs/query/history.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "model/state/event_kinds.hpp"
#include "proofs/witness.hpp"
#include "traces/writer.hpp"

namespace trapspec::proofs {

namespace {

constexpr std::uint32_t initial_changed = 3;

/// The value of `accessor` of a State value, by name.
std::uint64_t member(const z3::expr& state, const char* name) {
    z3::context& context = state.ctx();
    const z3::sort sort = state.get_sort();
    const z3::func_decl constructor(context, Z3_get_datatype_sort_constructor(context, sort, 0));
    for (unsigned i = 0; i < constructor.arity(); ++i) {
        const z3::func_decl accessor(context, Z3_get_datatype_sort_constructor_accessor(context, sort, 0, i));
        if (accessor.name().str() == fmt::format("state.{}", name)) {
            std::uint64_t value = 0;
            const z3::expr part = accessor(state).simplify();
            return part.is_true() ? 1 : part.is_numeral_u64(value) ? value : 0;
        }
    }
    throw std::invalid_argument(fmt::format("a State has no member {}", name));
}

traces::Event event_of(const z3::expr& value) {
    const auto kind = model::event_kind_named(value.decl().name().str());
    if (!kind) {
        throw std::invalid_argument(fmt::format("{} is no event", value.to_string()));
    }
    traces::Event event;
    event.kind = *kind;
    for (unsigned i = 0; i < value.num_args(); ++i) {
        std::uint64_t argument = 0;
        if (!value.arg(i).is_numeral_u64(argument)) {
            throw std::invalid_argument("an event's argument has no value");
        }
        event.arguments[i] = static_cast<std::uint32_t>(argument);
    }
    return event;
}

/// A new Guest has all its words 0 but these.
void require_fresh(const z3::expr& state) {
    for (const char* name :
        {"initialised", "dead", "esp1", "ss1", "irqs_pending", "halted", "paging", "ts", "hypercall_pending"}) {
        if (member(state, name) != 0) {
            throw std::invalid_argument(fmt::format("the history starts from a State whose {} is {:#x}, and no trace "
                                                    "starts there; start it from a term of fresh",
                name,
                member(state, name)));
        }
    }
    if (member(state, "changed") != initial_changed) {
        throw std::invalid_argument("the history does not start from a new Guest; start it from a term of fresh");
    }
}

} // namespace

void write_history(
    const Query_text& text, const Simplest_model& model, z3::context& context, const std::filesystem::path& file) {
    if (text.history.empty()) {
        throw std::invalid_argument(
            "the query names no history: (set-info :history \"s0 e1 e2\"), a State and then Events");
    }
    const auto value_of = [&](std::size_t i, const z3::sort& sort) {
        const std::string name = fmt::format("history!{}", i);
        return model.model.eval(context.constant(name.c_str(), sort), true);
    };
    z3::sort state_sort(context);
    z3::sort event_sort(context);
    for (unsigned i = 0; i < model.model.num_consts(); ++i) {
        const z3::func_decl constant = model.model.get_const_decl(i);
        if (constant.name().str() == "history!0") {
            state_sort = constant.range();
        } else if (constant.name().str() == "history!1") {
            event_sort = constant.range();
        }
    }
    const z3::expr state = value_of(0, state_sort);
    require_fresh(state);
    traces::Header header;
    header.source = fmt::format("trapspec query {}", std::filesystem::path(text.file).filename().string());
    header.rules = text.rules;
    header.syscall_vector = static_cast<std::uint32_t>(member(state, "syscall_vector"));
    for (std::uint32_t vector = 0; vector < header.handlers.size(); ++vector) {
        header.handlers[vector] = stub_base + vector * stub_stride;
    }
    header.pfn_limit = static_cast<std::uint32_t>(member(state, "pfn_limit"));
    header.mapped_pages = static_cast<std::uint32_t>(member(state, "mapped_pages"));
    traces::Writer writer(file, header);
    for (std::size_t i = 1; i < text.history.size(); ++i) {
        traces::Record record;
        record.event = event_of(value_of(i, event_sort));
        record.note = text.history[i];
        writer.write(record);
    }
    writer.finish();
}

} // namespace trapspec::proofs
