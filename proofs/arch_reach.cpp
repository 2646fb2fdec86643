// The arms of the architecture's rules: for each a CPU and an event, or an iret, that goes it.
#include <algorithm>
#include <array>
#include <chrono>
#include <map>

#include <fmt/format.h>
#include <fnmatch.h>

#include "model/arch/arm_table.hpp"
#include "proofs/processors.hpp"
#include "proofs/reach.hpp"
#include "proofs/solver.hpp"

namespace trapspec::proofs {

namespace {

/// A directory with one table, for linear addresses below 4 MiB, whose first pages are mapped.
template <Domain D>
void turn_paging_on(Run<D>& run, arch::Processor<D>& cpu) {
    constexpr std::uint32_t directory = 1, table = 2, mapped_pages = 6;
    const Words<D> words{run, true};
    const auto entry = [&](std::uint32_t page, const std::string& name) {
        return concat(Bits<D, 20>::of(page), words.template word<12>(name, 7));
    };
    const auto at = [](std::uint32_t page, std::uint32_t index) { return Bits<D, 32>::of((page << 12) + 4 * index); };
    cpu.paging = {Bool<D>(true), words.flag("write_protect", false), at(directory, 0)};
    cpu.memory.template store<4>(at(directory, 0), entry(table, "directory_entry"));
    for (std::uint32_t page = 0; page < mapped_pages; ++page) {
        cpu.memory.template store<4>(at(table, page), entry(page, "page_entry_" + std::to_string(page)));
    }
}

template <Domain D>
Bits<D, 64> any_gate(Run<D>& run, const std::string& name) {
    constexpr std::uint64_t open_to_all = 0x0000EE0000081000;
    return run.template word<64>(name, {open_to_all});
}

template <Domain D>
void deliver(Run<D>& run, arch::Processor<D>& cpu) {
    const auto event = any_event(run);
    cpu.idt.set(event.vector, any_gate(run, "gate"));
    run.assume("a CPU that can be", can_be(cpu));
    run.assume("an event that can be", is_event(event));
    arch::deliver(cpu, event);
}

/// What a usual program meets when the frame of `int3` is pushed.
template <Domain D>
void push_with_paging(Run<D>& run, arch::Processor<D>& cpu) {
    constexpr std::uint64_t to_level_0 = 0x0000EE0000081000;
    turn_paging_on(run, cpu);
    cpu.idt.set(Bits<D, 8>(arch::vector::breakpoint), Bits<D, 64>(to_level_0));
    arch::deliver(cpu, arch::Event<D>{Bits<D, 4>(arch::source::int3), Bits<D, 8>(arch::vector::breakpoint)});
}

/// What a usual program meets when iret reads its stack: anywhere in a page.
template <Domain D>
void pop_with_paging(Run<D>& run, arch::Processor<D>& cpu) {
    turn_paging_on(run, cpu);
    cpu.esp = concat(Bits<D, 20>(4), run.template word<12>("esp_in_page", {0x800}));
    arch::return_from_handler(cpu, Bool<D>(true));
}

/// The gates of the faults that a delivery can meet are what matters.
template <Domain D>
void deliver_to_the_end(Run<D>& run, arch::Processor<D>& cpu) {
    const auto event = any_event(run);
    for (const std::uint32_t vector : {8U, 10U, 11U, 12U, 13U, 14U}) {
        cpu.idt.set(Bits<D, 8>::of(vector), any_gate(run, "gate_" + std::to_string(vector)));
    }
    run.assume("an event that can be", is_event(event));
    arch::deliver_and_escalate(cpu, event);
}

/// The longest frame that iret reads is on the stack.
template <Domain D>
void go_back(Run<D>& run, arch::Processor<D>& cpu) {
    using Word = Bits<D, 32>;
    constexpr std::array<std::uint32_t, 9> frame{0x1234, usual_code_3, 0x202, 0x4800, usual_data_3, 0, 0, 0, 0};
    for (std::uint32_t i = 0; i < frame.size(); ++i) {
        cpu.memory.template store<4>(
            Word::of(handler_at_0.esp + 4 * i), run.word("popped_" + std::to_string(i), {frame[i]}));
    }
    run.assume("a CPU that can be", can_be(cpu));
    arch::return_from_handler(cpu, Words<D>{run, true}.flag("wide", true));
}

/// What can happen, from the simplest on.
enum class Scene : std::uint8_t { delivery, iret, push_with_paging, pop_with_paging, delivery_to_the_end };

inline constexpr std::array scenes{
    Scene::delivery, Scene::iret, Scene::push_with_paging, Scene::pop_with_paging, Scene::delivery_to_the_end};

std::string_view name(Scene scene) {
    static constexpr std::array<std::string_view, scenes.size()> names{
        "a delivery", "iret", "pushes with paging", "pops with paging", "a delivery to its end"};
    return names[static_cast<std::size_t>(scene)];
}

template <Domain D>
arch::Processor<D> play(Run<D>& run, Scene scene) {
    const bool is_free = scene == Scene::delivery || scene == Scene::iret;
    if constexpr (std::is_same_v<D, Symbolic>) {
        if (scene == Scene::push_with_paging || scene == Scene::pop_with_paging) {
            run.inputs().session().settle_conditions();
        }
    }
    auto cpu = processor_of(Words<D>{run, is_free}, scene == Scene::iret ? handler_at_0 : program_at_3);
    switch (scene) {
    case Scene::delivery:
        deliver(run, cpu);
        break;
    case Scene::iret:
        go_back(run, cpu);
        break;
    case Scene::push_with_paging:
        push_with_paging(run, cpu);
        break;
    case Scene::pop_with_paging:
        pop_with_paging(run, cpu);
        break;
    case Scene::delivery_to_the_end:
        deliver_to_the_end(run, cpu);
        break;
    }
    return cpu;
}

bool replays(Scene scene, arch::Rule arm, const Witness& witness) {
    std::map<std::string, std::uint64_t, std::less<>> values;
    for (const Witness_value& each : witness.values) {
        values.emplace(each.name, each.value);
    }
    Run<Concrete> run(Inputs<Concrete>(std::move(values)), model::rule_sets.front());
    const auto cpu = play(run, scene);
    const auto holds = [](const auto& assumption) { return assumption.value.host(); };
    return cpu.fired.has(arm) && std::ranges::all_of(run.assumptions(), holds);
}

/// A scene in one session: the arms are asked for one after the other.
class Asked_scene {
public:
    Asked_scene(Scene scene, const Options& options)
        : scene_(scene), run_(Inputs<Symbolic>(session_), model::rule_sets.front()),
          solver_(session_, options, std::string(name(scene))), cpu_(play(run_, scene)), z3_(solver_.incremental()),
          usual_(solver_.context()) {
        for (const auto& assumption : run_.assumptions()) {
            z3_.add(solver_.expression(assumption.value));
        }
        for (const auto& variable : run_.inputs().variables()) {
            const z3::expr is_usual = solver_.context().bool_const(("usual_" + variable.name).c_str());
            const std::uint64_t value = variable.hints.empty() ? 0 : variable.hints.front();
            const z3::expr term = expression(variable);
            z3_.add(z3::implies(is_usual,
                variable.width == 0 ? (value != 0 ? term : !term)
                                    : term == solver_.context().bv_val(value, variable.width)));
            usual_.push_back(is_usual);
        }
    }

    [[nodiscard]] bool may_go(arch::Rule arm) const { return !cpu_.fired.has(arm).is_literally(false); }

    /// A witness with as much as usual as can be: what stands in the way of the arm is given up, the last first.
    [[nodiscard]] std::optional<Witness> goes(arch::Rule arm) {
        z3_.push();
        z3_.add(solver_.expression(cpu_.fired.has(arm)));
        std::vector<bool> given_up(usual_.size());
        std::optional<Witness> witness;
        for (bool more = true; more;) {
            z3::expr_vector assumed(solver_.context());
            for (unsigned i = 0; i < usual_.size(); ++i) {
                if (!given_up[i]) {
                    assumed.push_back(usual_[static_cast<int>(i)]);
                }
            }
            const z3::check_result result = z3_.check(assumed);
            more = result == z3::unsat && give_up_last_of(z3_.unsat_core(), given_up);
            if (result == z3::sat) {
                witness = witness_of(z3_.get_model(), arm);
            }
        }
        z3_.pop();
        return witness;
    }

private:
    [[nodiscard]] z3::expr expression(const Inputs<Symbolic>::Variable& variable) {
        return model::expression(session_, variable.term, variable.width);
    }

    /// False when the core names nothing that can be given up: there is no witness.
    [[nodiscard]] bool give_up_last_of(const z3::expr_vector& core, std::vector<bool>& given_up) const {
        for (std::size_t i = usual_.size(); i-- > 0;) {
            for (const z3::expr& each : core) {
                if (z3::eq(each, usual_[static_cast<int>(i)])) {
                    given_up[i] = true;
                    return true;
                }
            }
        }
        return false;
    }

    [[nodiscard]] Witness witness_of(const z3::model& found, arch::Rule arm) {
        Witness witness;
        witness.theorem = arch::info(arm).name;
        witness.obligation = name(scene_);
        for (const auto& variable : run_.inputs().variables()) {
            const z3::expr value = found.eval(expression(variable), true);
            const std::uint64_t number = value.is_bool() ? (value.is_true() ? 1U : 0U) : value.get_numeral_uint64();
            witness.values.push_back({variable.name, variable.width, number, false});
        }
        witness.replays = replays(scene_, arm, witness);
        return witness;
    }

    Scene scene_;
    model::Session session_;
    Run<Symbolic> run_;
    Solver solver_;
    arch::Processor<Symbolic> cpu_;
    z3::solver z3_;
    z3::expr_vector usual_;
};

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

} // namespace

std::vector<Arm_reach> reach_arch_arms(const Options& options) {
    std::vector<Arm_reach> results;
    for (const arch::Arm_info& arm : arch::arm_table) {
        const auto matched = [&](const std::string& glob) {
            return fnmatch(glob.c_str(), std::string(arm.name).c_str(), 0) == 0;
        };
        if (arm.arm != arch::Rule::none && (options.names.empty() || std::ranges::any_of(options.names, matched))) {
            results.push_back({arm.name, arm.rule, "SDM", Reach::missing, "", 0, std::nullopt});
        }
    }
    // Scene by scene, since all that is asked of one scene shares its terms.
    for (const Scene scene : scenes) {
        Asked_scene asked(scene, options);
        for (Arm_reach& result : results) {
            const arch::Rule arm = std::ranges::find(arch::arm_table, result.arm, &arch::Arm_info::name)->arm;
            if (result.reach == Reach::reached || !asked.may_go(arm)) {
                continue;
            }
            const auto start = Clock::now();
            result.witness = asked.goes(arm);
            result.reach = result.witness && result.witness->replays ? Reach::reached : Reach::missing;
            result.seconds += seconds_since(start);
        }
    }
    return results;
}

} // namespace trapspec::proofs
