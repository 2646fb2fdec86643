#include "proofs/minimise.hpp"

#include <set>
#include <string>

namespace trapspec::proofs {

namespace {

class Minimiser {
public:
    Minimiser(Solver& solver, Bool<Symbolic> violated) : solver_(solver), z3_(solver.incremental()) {
        z3_.add(solver.expression(violated));
    }

    [[nodiscard]] bool start() { return can_be(nullptr); }

    /// Fixes the variable; false when the solver gives up.
    [[nodiscard]] bool fix(const z3::expr& variable, const Inputs<Symbolic>::Variable& about, std::uint64_t& value) {
        for (const std::uint64_t hint : about.hints) {
            const z3::expr equal = variable == literal(variable, hint);
            if (current(variable) == hint || can_be(&equal)) {
                z3_.add(equal);
                value = hint;
                return true;
            }
            if (gave_up_) {
                return false;
            }
        }
        value = 0;
        if (about.width == 0) {
            const z3::expr off = !variable;
            value = current(variable) == 0 || can_be(&off) ? 0 : 1;
            z3_.add(value != 0 ? variable : off);
            return !gave_up_;
        }
        const z3::expr zero = variable == literal(variable, 0);
        if (current(variable) == 0 || can_be(&zero)) {
            z3_.add(zero);
            return !gave_up_;
        }
        for (unsigned bit = about.width; bit-- > 0;) {
            const z3::expr off = variable.extract(bit, bit) == solver_.context().bv_val(0, 1);
            if (((current(variable) >> bit) & 1) == 0 || can_be(&off)) {
                z3_.add(off);
            } else {
                value |= std::uint64_t{1} << bit;
            }
            if (gave_up_) {
                return false;
            }
        }
        z3_.add(variable == literal(variable, value));
        return true;
    }

    [[nodiscard]] std::uint64_t current(const z3::expr& term) const {
        const z3::expr value = model_->eval(term, true);
        return value.is_bool() ? (value.is_true() ? 1U : 0U) : value.get_numeral_uint64();
    }

private:
    [[nodiscard]] z3::expr literal(const z3::expr& variable, std::uint64_t value) {
        return variable.is_bool() ? solver_.context().bool_val(value != 0)
                                  : solver_.context().bv_val(value, variable.get_sort().bv_size());
    }

    [[nodiscard]] bool can_be(const z3::expr* condition) {
        solver_.count_query();
        z3_.push();
        if (condition != nullptr) {
            z3_.add(*condition);
        }
        const z3::check_result result = z3_.check();
        gave_up_ = gave_up_ || result == z3::unknown;
        if (result == z3::sat) {
            model_ = z3_.get_model();
        }
        z3_.pop();
        return result == z3::sat;
    }

    Solver& solver_;
    z3::solver z3_;
    std::optional<z3::model> model_;
    bool gave_up_ = false;
};

/// The names of the free variables of a term.
std::set<std::string> variables_of(const z3::expr& term) {
    std::set<std::string> names;
    std::set<unsigned> seen;
    std::vector<z3::expr> rest{term};
    while (!rest.empty()) {
        const z3::expr next = rest.back();
        rest.pop_back();
        if (!seen.insert(next.id()).second || !next.is_app()) {
            continue;
        }
        if (next.is_const() && next.decl().decl_kind() == Z3_OP_UNINTERPRETED) {
            names.insert(next.decl().name().str());
        }
        for (unsigned i = 0; i < next.num_args(); ++i) {
            rest.push_back(next.arg(i));
        }
    }
    return names;
}

/// True when the violation stays whatever this variable is, all others as found.
bool does_not_matter(Solver& solver, const z3::expr& violated, std::span<const z3::expr> fixed, std::size_t index) {
    z3::solver z3 = solver.incremental();
    z3.add(!violated);
    for (std::size_t i = 0; i < fixed.size(); ++i) {
        if (i != index) {
            z3.add(fixed[i]);
        }
    }
    solver.count_query();
    return z3.check() == z3::unsat;
}

} // namespace

std::optional<Minimal> minimal_counterexample(
    Solver& solver, Inputs<Symbolic>& inputs, Bool<Symbolic> violated, std::span<const Bool<Symbolic>> claims) {
    Minimiser minimiser(solver, violated);
    if (!minimiser.start()) {
        return std::nullopt;
    }
    Minimal minimal;
    std::vector<z3::expr> fixed;
    std::vector<std::size_t> places;
    const z3::expr expression = solver.expression(violated);
    const std::set<std::string> occurring = variables_of(expression);
    for (const auto& variable : inputs.variables()) {
        if (!occurring.contains(variable.name)) {
            const std::uint64_t value = variable.hints.empty() ? 0 : variable.hints.front();
            minimal.values.push_back({variable.name, variable.width, value, true});
            continue;
        }
        places.push_back(minimal.values.size());
        const z3::expr term = model::expression(inputs.session(), variable.term, variable.width);
        std::uint64_t value = 0;
        if (!minimiser.fix(term, variable, value)) {
            return std::nullopt;
        }
        minimal.values.push_back({variable.name, variable.width, value, false});
        fixed.push_back(
            variable.width == 0 ? (value != 0 ? term : !term) : term == solver.context().bv_val(value, variable.width));
    }
    for (const Bool<Symbolic> claim : claims) {
        minimal.claims.push_back(minimiser.current(solver.expression(claim)) != 0);
    }
    for (std::size_t i = 0; i < fixed.size(); ++i) {
        minimal.values[places[i]].any = does_not_matter(solver, expression, fixed, i);
    }
    return minimal;
}

} // namespace trapspec::proofs
