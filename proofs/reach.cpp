#include "proofs/reach.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

#include <fmt/format.h>
#include <fnmatch.h>

#include "proofs/attempt.hpp"
#include "proofs/dead_arms.hpp"
#include "proofs/theorems/histories.hpp"

namespace trapspec::proofs {

namespace {

/// What a history begins with, from the simplest on.
enum class Beginning : std::uint8_t { fresh, failing, set_up, with_page_tables, halted, hypercall_pending, dead };

inline constexpr std::array beginnings{Beginning::fresh,
    Beginning::failing,
    Beginning::set_up,
    Beginning::with_page_tables,
    Beginning::halted,
    Beginning::hypercall_pending,
    Beginning::dead};

std::string_view name(Beginning beginning) {
    static constexpr std::array<std::string_view, beginnings.size()> names{"a fresh Guest",
        "a fresh Guest with failures",
        "a Guest at work",
        "a Guest with page tables",
        "a halted Guest",
        "a hypercall pending",
        "a dead Guest"};
    return names[static_cast<std::size_t>(beginning)];
}

/// lguest_data, a gate, a stack, registers, failures: every word that a rule may look at is free.
template <Domain D>
void set_up(Run<D>& run) {
    using Word = Bits<D, 32>;
    const Word zero(0);
    run.start(Word(small_guest_pages), Word(small_guest_pages), run.word("syscall_vector", {0x80}));
    const auto data = [&](std::uint32_t offset, std::string_view field, std::uint64_t hint) {
        run.event(Event_kind::guest_write, {Word::of(data_page_at + offset), run.word(field, {hint})});
    };
    data(0, "irq_enabled", 0x200);
    data(4, "blocked_interrupts", 0);
    data(1380, "noirq_start", 0);
    data(1384, "noirq_end", 0);
    data(1392, "syscall_vec", 0x80);
    run.event(Event_kind::hypercall, {Word(1), Word(data_page_at)});
    run.event(Event_kind::load_idt_entry,
        {run.word("gate_n", {3}), run.word("gate_a", {0x00601000}), run.word("gate_b", {0xc0108f00})});
    run.event(Event_kind::set_stack,
        {run.word("stack_seg", {0x69}), run.word("stack_esp", {0x8000}), run.word("stack_pages", {1})});
    run.event(Event_kind::set_interrupt, {run.word("raised_irq", {0})});
    run.assume("a line", ult(run.word("raised_irq", {0}), Word(32)));
    run.event(Event_kind::set_clockevent, {run.word("clock_delta", {0})});
    run.event(Event_kind::hypercall, {Word(8), run.word("ts_value", {0})});
    run.event(Event_kind::set_registers,
        {run.word("eax"),
            run.word("ebx"),
            run.word("ecx"),
            run.word("edx"),
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            run.word("was_eip", {0xc0100000}),
            run.word("was_cs", {0x61}),
            run.word("was_eflags", {0x202}),
            run.word("was_esp", {0x8000}),
            run.word("was_ss", {0x69})});
    run.assume("no more stack pages than an event may ask for", ule(run.word("edx"), Word(64)));
}

template <Domain D>
void begin(Run<D>& run, Beginning beginning) {
    using Word = Bits<D, 32>;
    const Word zero(0);
    if (beginning == Beginning::fresh || beginning == Beginning::failing) {
        run.start(Word(small_guest_pages), Word(small_guest_pages), run.word("syscall_vector", {0x80}));
        if (beginning == Beginning::failing) {
            run.event(Event_kind::set_faults, {run.word("read_faults"), run.word("write_faults")});
        }
        return;
    }
    set_up(run);
    switch (beginning) {
    case Beginning::with_page_tables:
        run.event(Event_kind::guest_write, {Word(0x2000), run.word("directory_entry", {0x3003})});
        run.event(Event_kind::guest_write, {Word(0x3000), run.word("table_entry", {0x4003})});
        run.event(Event_kind::guest_write, {Word(0x4000), run.word("instruction", {0})});
        run.event(Event_kind::set_page_tables, {Word(0x2000)});
        break;
    case Beginning::halted:
        run.event(Event_kind::hypercall, {Word(10)});
        break;
    case Beginning::hypercall_pending:
        run.event(
            Event_kind::trap, {Word(0x1F), zero, Word(0xc0100000u), Word(0x61), Word(0x202), Word(0x8000), Word(0x69)});
        break;
    case Beginning::dead:
        run.event(Event_kind::kill_outside);
        break;
    default:
        break;
    }
    run.event(Event_kind::set_faults, {run.word("read_faults"), run.word("write_faults")});
}

struct History {
    Beginning beginning;
    Event_kind kind;
};

template <Domain D>
void go(Run<D>& run, History history) {
    begin(run, history.beginning);
    run.any_event(history.kind);
}

/// "this arm is never gone" along one shape of history: refuted means reached.
Obligation never_gone(model::Rule arm, History history) {
    const auto body = [=](auto& run) {
        go(run, history);
        run.claim(std::string(model::info(arm).name) + " is not taken", !run.machine().fired.has(arm));
    };
    return {fmt::format("{}, then {}", name(history.beginning), model::info(history.kind).name),
        true,
        false,
        false,
        body,
        body};
}

struct Map {
    std::array<std::vector<History>, model::arm_count> histories; ///< by arm: those in which it might be gone
};

Map map_of(const model::Rule_set& rules) {
    Map map;
    for (const Beginning beginning : beginnings) {
        for (const model::Event_info& info : model::event_table) {
            model::Session session;
            Run<Symbolic> run(Inputs<Symbolic>(session), rules);
            go(run, {beginning, info.kind});
            for (const model::Arm_info& arm : model::arm_table) {
                if (!run.machine().fired.has(arm.arm).is_literally(false)) {
                    map.histories[static_cast<std::size_t>(arm.arm)].push_back({beginning, info.kind});
                }
            }
        }
    }
    return map;
}

const Dead_arm* listed_as_dead(model::Rule arm, std::string_view rules) {
    for (const Dead_arm& each : dead_arms) {
        if (each.arm == arm &&
            (" " + std::string(each.versions) + " ").find(" " + std::string(rules) + " ") != std::string::npos) {
            return &each;
        }
    }
    return nullptr;
}

Arm_reach reach_one(const model::Arm_info& arm, const model::Rule_set& rules, const Map& map, const Options& options) {
    const auto start = std::chrono::steady_clock::now();
    Arm_reach result;
    result.arm = arm.name;
    result.rule = arm.rule;
    result.rules = rules.name;
    const Theorem theorem{arm.name, "", arm.rule, in_none, nullptr};
    for (const History& history : map.histories[static_cast<std::size_t>(arm.arm)]) {
        const Obligation obligation = never_gone(arm.arm, history);
        Attempt attempt(theorem, rules, options, obligation);
        if (attempt.decide() == Verdict::refuted) {
            result.witness = std::move(attempt.witness());
            break;
        }
    }
    const Dead_arm* dead = listed_as_dead(arm.arm, rules.name);
    result.reason = dead != nullptr ? dead->reason : "";
    if (result.witness) {
        result.reach = dead != nullptr ? Reach::alive : Reach::reached;
    } else {
        result.reach = dead != nullptr ? Reach::dead : Reach::missing;
    }
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

} // namespace

std::vector<Arm_reach> reach_arms(const Options& options) {
    struct Task {
        const model::Arm_info* arm;
        const model::Rule_set* rules;
        const Map* map;
    };
    std::vector<std::unique_ptr<Map>> maps;
    std::vector<Task> tasks;
    for (const model::Rule_set& rules : model::rule_sets) {
        if (!options.versions.empty() && std::ranges::find(options.versions, rules.name) == options.versions.end()) {
            continue;
        }
        maps.push_back(std::make_unique<Map>(map_of(rules)));
        for (const model::Arm_info& arm : model::arm_table) {
            const auto matched = [&](const std::string& glob) {
                return fnmatch(glob.c_str(), std::string(arm.name).c_str(), 0) == 0;
            };
            if (arm.arm != model::Rule::none &&
                (options.names.empty() || std::ranges::any_of(options.names, matched))) {
                tasks.push_back({&arm, &rules, maps.back().get()});
            }
        }
    }

    std::vector<Arm_reach> results(tasks.size());
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (std::size_t i = next++; i < tasks.size(); i = next++) {
            results[i] = reach_one(*tasks[i].arm, *tasks[i].rules, *tasks[i].map, options);
        }
    };
    {
        std::vector<std::jthread> threads;
        for (unsigned i = 1; i < options.threads; ++i) {
            threads.emplace_back(work);
        }
        work();
    }
    return results;
}

} // namespace trapspec::proofs
