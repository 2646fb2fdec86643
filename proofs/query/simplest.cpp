#include "proofs/query/simplest.hpp"

namespace trapspec::proofs {

namespace {

/// What a simpler value may cost: in steps, not in time, so that the same query gets the same model everywhere. A question
/// that takes more counts as a no.
constexpr unsigned steps_for_a_simpler_value = 100'000;

/// The scalar parts of a term. Of a datatype with several constructors only those of the one that `model` chose.
void add_leaves(const z3::model& model,
    const std::string& constant,
    const std::string& path,
    const z3::expr& term,
    std::vector<Leaf>& leaves) {
    const z3::sort sort = term.get_sort();
    if (sort.is_bool() || sort.is_bv()) {
        leaves.push_back({constant, path, term, model.eval(term, true)});
        return;
    }
    if (!sort.is_datatype()) {
        return;
    }
    z3::context& context = term.ctx();
    const unsigned constructors = Z3_get_datatype_sort_num_constructors(context, sort);
    for (unsigned c = 0; c < constructors; ++c) {
        const z3::func_decl recogniser(context, Z3_get_datatype_sort_recognizer(context, sort, c));
        if (constructors > 1 && !model.eval(recogniser(term), true).is_true()) {
            continue;
        }
        const z3::func_decl constructor(context, Z3_get_datatype_sort_constructor(context, sort, c));
        for (unsigned i = 0; i < constructor.arity(); ++i) {
            const z3::func_decl accessor(context, Z3_get_datatype_sort_constructor_accessor(context, sort, c, i));
            // "state.regs" of "s0" is its part "regs".
            const std::string full = accessor.name().str();
            const std::string name = full.substr(full.find('.') + 1);
            add_leaves(model, constant, path.empty() ? name : path + "." + name, accessor(term), leaves);
        }
    }
}

z3::expr zero(const z3::expr& term) {
    z3::context& context = term.ctx();
    return term.is_bool() ? context.bool_val(false) : context.bv_val(0, term.get_sort().bv_size());
}

void limit(z3::solver& solver, unsigned steps) {
    z3::params params(solver.ctx());
    params.set("rlimit", steps);
    solver.set(params);
}

void limited(z3::solver& solver) {
    limit(solver, steps_for_a_simpler_value);
}
void unlimited(z3::solver& solver) {
    limit(solver, 0);
}

bool possible(z3::solver& solver, const z3::expr& condition) {
    solver.push();
    solver.add(condition);
    const bool sat = solver.check() == z3::sat;
    solver.pop();
    return sat;
}

/// Fixes the term to 0 if that is possible, else to its present value with as many high bits cleared as possible.
void settle(z3::solver& solver, Leaf& leaf) {
    // The choices so far may have ruled the first model's value out.
    unlimited(solver);
    if (solver.check() == z3::sat) {
        leaf.value = solver.get_model().eval(leaf.term, true);
    }
    limited(solver);
    if (possible(solver, leaf.term == zero(leaf.term))) {
        leaf.value = zero(leaf.term);
    } else if (leaf.term.is_bv()) {
        for (unsigned bits = 1; bits < leaf.term.get_sort().bv_size(); bits *= 2) {
            const z3::expr bound =
                leaf.term.ctx().bv_val(static_cast<std::uint64_t>((1ULL << bits) - 1), leaf.term.get_sort().bv_size());
            solver.push();
            solver.add(z3::ule(leaf.term, bound));
            const bool sat = solver.check() == z3::sat;
            if (sat) {
                leaf.value = solver.get_model().eval(leaf.term, true);
            }
            solver.pop();
            if (sat) {
                break;
            }
        }
    }
    solver.add(leaf.term == leaf.value);
}

bool could_be_anything(z3::solver& solver, const std::vector<Leaf>& leaves, std::size_t index) {
    solver.push();
    for (std::size_t i = 0; i < leaves.size(); ++i) {
        if (i != index) {
            solver.add(leaves[i].term == leaves[i].value);
        }
    }
    const z3::expr& term = leaves[index].term;
    bool any = possible(solver, term.is_bool() ? (!leaves[index].value) == term : ~leaves[index].value == term);
    any = any && possible(solver, term == zero(term));
    solver.pop();
    return any;
}

} // namespace

Simplest_model simplest_model(z3::solver& solver, const std::vector<z3::func_decl>& constants) {
    std::vector<Leaf> leaves;
    const z3::model first = solver.get_model();
    limited(solver);
    for (const z3::func_decl& constant : constants) {
        add_leaves(first, constant.name().str(), "", constant(), leaves);
    }
    // Which constructor an event has stays as found: its parts are only meaningful with it.
    solver.push();
    for (const z3::func_decl& constant : constants) {
        const z3::sort sort = constant.range();
        if (sort.is_datatype()) {
            for (unsigned c = 0; c < Z3_get_datatype_sort_num_constructors(constant.ctx(), sort); ++c) {
                const z3::func_decl recogniser(
                    constant.ctx(), Z3_get_datatype_sort_recognizer(constant.ctx(), sort, c));
                if (first.eval(recogniser(constant()), true).is_true()) {
                    solver.add(recogniser(constant()));
                }
            }
        }
    }
    solver.push();
    for (Leaf& leaf : leaves) {
        leaf.value = first.eval(leaf.term, true);
    }
    for (Leaf& leaf : leaves) {
        settle(solver, leaf);
    }
    // Every value is one that was seen to be possible with those before it, so this is satisfiable; a last question that
    // gave up leaves the first model.
    unlimited(solver);
    Simplest_model simplest{solver.check() == z3::sat ? solver.get_model() : first, leaves};
    limited(solver);
    solver.pop();
    for (std::size_t i = 0; i < leaves.size(); ++i) {
        simplest.leaves[i].any = could_be_anything(solver, leaves, i);
    }
    solver.pop();
    return simplest;
}

} // namespace trapspec::proofs
