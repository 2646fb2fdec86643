// Section "Refusals".
#include "diff/conform/check.hpp"

#include <algorithm>
#include <cstring>

#include "diff/compare.hpp"
#include "diff/validity.hpp"
#include "model/lguest/constants.hpp"

namespace trapspec::diff::conformance {

namespace {

using Kind = model::Event_kind;
using traces::make_event;

constexpr std::uint32_t no_kinds[] = {model::event_count, 31, 32, 0x100, 0x80000000, 0xFFFFFFFF};

void kinds_that_there_are_not(const Bench& bench) {
    const auto dut = bench.start();
    for (int with_guest = 0; with_guest < 2; ++with_guest) {
        for (const std::uint32_t kind : no_kinds) {
            (void)expect_status(*dut, request_of(kind), wire::bad_kind);
        }
        (void)expect_status(*dut, request_of(whole_guest(bench)), wire::ok);
    }
}

void kinds_not_done(const Bench& bench) {
    if (bench.kinds() == all_kinds) {
        throw Not_applicable("it does every kind");
    }
    const auto dut = bench.start_with_guest();
    for (const model::Event_info& event : model::event_table) {
        if (!does(bench.kinds(), event.kind)) {
            (void)expect_status(*dut, request_of(make_event(event.kind)), wire::bad_kind);
        }
    }
}

void before_start_guest(const Bench& bench) {
    const auto dut = bench.start();
    for (const model::Event_info& event : model::event_table) {
        if (does(bench.kinds(), event.kind) && event.kind != Kind::start_guest) {
            (void)expect_status(*dut, request_of(make_event(event.kind)), wire::not_ready);
        }
    }
    // Nothing is as before: a refused start is none either.
    const std::uint32_t too_many = bench.configuration().memory_pages + 1;
    (void)expect_status(*dut, request_of(make_event(Kind::start_guest, {1, too_many})), wire::bad_argument);
    (void)expect_status(*dut, request_of(make_event(Kind::observe)), wire::not_ready);
}

void flags_that_are_none(const Bench& bench) {
    const auto dut = bench.start_with_guest();
    for (const model::Event_info& event : model::event_table) {
        for (std::size_t i = 0; does(bench.kinds(), event.kind) && i < event.arguments.size(); ++i) {
            if (event.arguments[i].type != model::Argument_type::flag) {
                continue;
            }
            for (const std::uint32_t value : {2U, 0x80000000U, 0xFFFFFFFFU}) {
                wire::Request request = request_of(make_event(event.kind));
                request.arguments[i] = value;
                (void)expect_status(*dut, request, wire::bad_argument);
            }
        }
    }
}

std::vector<Event> out_of_range(const Bench& bench) {
    const std::uint32_t pages = bench.configuration().memory_pages;
    constexpr std::uint32_t call = model::constant::call_set_stack;
    return {
        make_event(Kind::start_guest, {pages, pages + 1}),
        make_event(Kind::start_guest, {pages, 0xFFFFFFFF}),
        make_event(Kind::switcher_stub, {256}),
        make_event(Kind::switcher_stub, {0xFFFFFFFF}),
        make_event(Kind::set_interrupt, {32}),
        make_event(Kind::set_interrupt, {0xFFFFFFFF}),
        make_event(Kind::set_stack, {0x69, 0x8000, max_stack_pages + 1}),
        make_event(Kind::set_stack, {0x69, 0x8000, 0xFFFFFFFF}),
        make_event(Kind::hypercall, {call, 0x69, 0x8000, max_stack_pages + 1}),
    };
}

void arguments_out_of_range(const Bench& bench) {
    const auto dut = bench.start_with_guest();
    for (const Event& event : out_of_range(bench)) {
        if (does(bench.kinds(), event.kind)) {
            (void)expect_status(*dut, request_of(event), wire::bad_argument);
        }
    }
}

void too_many_pages_in_a_pass(const Bench& bench) {
    bench.need(Kind::run);
    bench.need(Kind::set_registers);
    const auto dut = bench.start_with_guest();
    // The hypercall becomes pending in one pass, and is done in the next.
    (void)expect_status(*dut, request_of(make_event(Kind::run, {0x1F, 0, 0, 0x61})), wire::ok);
    const auto pending = make_event(
        Kind::set_registers, {model::constant::call_set_stack, 0x69, 0x8000, max_stack_pages + 1, 0, 0, 0, 0, 0, 0, 0});
    (void)expect_status(*dut, request_of(pending), wire::ok);
    (void)expect_status(*dut, request_of(make_event(Kind::run)), wire::bad_argument);
}

void request_flags_that_there_are_not(const Bench& bench) {
    const auto dut = bench.start_with_guest();
    for (const std::uint32_t flags : {16U, 0x100U, 0x80000000U}) {
        wire::Request request = request_of(make_event(Kind::observe));
        request.flags = flags;
        (void)expect_status(*dut, request, wire::bad_argument);
    }
}

void says_nothing_else(const wire::Response& refusal) {
    wire::Response nothing{};
    nothing.sequence = refusal.sequence;
    nothing.status = refusal.status;
    require(
        std::memcmp(&nothing, &refusal, sizeof nothing) == 0, "a refusal has a field besides its status that is not 0");
}

void nothing_happens(const Bench& bench) {
    const auto dut = bench.start();
    Model_system model(bench.configuration());
    expect_like_model(*dut, model, some_events(bench, 3, 60));
    const wire::Request look = request_of(make_event(Kind::observe));
    const wire::Response before = ask(*dut, look);
    for (const std::uint32_t kind : no_kinds) {
        says_nothing_else(expect_status(*dut, request_of(kind), wire::bad_kind));
    }
    for (const Event& event : out_of_range(bench)) {
        if (does(bench.kinds(), event.kind)) {
            says_nothing_else(expect_status(*dut, request_of(event), wire::bad_argument));
        }
    }
    require(agree(before, ask(*dut, look)), "the state is not what it was before requests that were refused");
    expect_same_tables_and_memory(*dut, model);
}

} // namespace

std::vector<Check> refusal_checks() {
    return {
        {"Refusals", "bad_kind for a kind that there is not, with a Guest and without", kinds_that_there_are_not},
        {"Refusals", "bad_kind for a kind that it does not do", kinds_not_done},
        {"Refusals", "not_ready for every kind before start_guest", before_start_guest},
        {"Refusals", "bad_argument for a flag that is neither 0 nor 1", flags_that_are_none},
        {"Refusals", "bad_argument for an argument out of range", arguments_out_of_range},
        {"Refusals", "bad_argument for a pass whose hypercall pins too many pages", too_many_pages_in_a_pass},
        {"Refusals",
            "bad_argument for bits of the request's flags that there are not",
            request_flags_that_there_are_not},
        {"Refusals", "a refused request changes nothing, and its response has nothing but the status", nothing_happens},
    };
}

} // namespace trapspec::diff::conformance
