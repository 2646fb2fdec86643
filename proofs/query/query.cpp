#include "proofs/query.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/domain/symbolic_z3.hpp"
#include "proofs/programs.hpp"
#include "proofs/query/history.hpp"
#include "proofs/query/parse.hpp"
#include "proofs/query/simplest.hpp"
#include "proofs/query/words.hpp"
#include "proofs/smtlib/exporter.hpp"
#include "proofs/smtlib/flatten.hpp"

namespace trapspec::proofs {

namespace {

/// What the person declared, in the order of the file, as far as the model says something of it.
std::vector<z3::func_decl> declared_constants(const Query_text& text, const z3::model& model) {
    std::vector<z3::func_decl> constants;
    for (const std::string& name : text.constants) {
        for (unsigned i = 0; i < model.num_consts(); ++i) {
            if (const z3::func_decl constant = model.get_const_decl(i); constant.name().str() == name) {
                constants.push_back(constant);
            }
        }
    }
    return constants;
}

z3::solver configured(z3::context& context, std::chrono::milliseconds timeout) {
    z3::solver solver(context);
    z3::params params(context);
    params.set("random_seed", 0U);
    params.set("ctrl_c", false); // Ctrl-C is the program's
    params.set("timeout", static_cast<unsigned>(timeout.count()));
    solver.set(params);
    return solver;
}

void ask_z3(const Query_text& text, const Query_terms& terms, const Query_options& options, Query_result& result) {
    z3::context& context = terms.assertions.ctx();
    Solver_answer answer;
    answer.solver = "z3";
    const auto start = std::chrono::steady_clock::now();
    z3::solver solver = configured(context, options.timeout);
    for (const z3::expr_vector* each : {&terms.assertions, &terms.definitions}) {
        for (unsigned i = 0; i < each->size(); ++i) {
            solver.add((*each)[static_cast<int>(i)]);
        }
    }
    const z3::check_result verdict = solver.check();
    answer.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (verdict == z3::sat) {
        answer.verdict = Query_verdict::sat;
        const auto constants = declared_constants(text, solver.get_model());
        const Simplest_model simplest = simplest_model(solver, constants);
        result.model = in_words(simplest, constants);
        if (!options.trace.empty()) {
            try {
                write_history(text, simplest, context, options.trace);
                result.trace = options.trace;
            } catch (const std::invalid_argument& error) {
                result.complaint = fmt::format("no trace: {}", error.what());
            }
        }
    } else if (verdict == z3::unsat) {
        answer.verdict = Query_verdict::unsat;
    } else {
        answer.why = solver.reason_unknown();
    }
    result.answers.push_back(std::move(answer));
}

Solver_answer run(const std::string& solver, const std::string& text, const Query_options& options) {
    const Program_answer program = ask_program(solver, text, options.timeout, options.stop);
    Solver_answer answer;
    answer.solver = solver;
    answer.seconds = program.seconds;
    switch (program.verdict) {
    case Program_verdict::sat:
        answer.verdict = Query_verdict::sat;
        break;
    case Program_verdict::unsat:
        answer.verdict = Query_verdict::unsat;
        break;
    case Program_verdict::timed_out:
        answer.why = "no answer in time";
        break;
    case Program_verdict::failed:
        answer.why = program.said;
        break;
    }
    return answer;
}

Solver_answer ask(const std::string& solver,
    const Query_text& text,
    const z3::expr_vector& assertions,
    const Query_options& options) {
    Solver_answer answer;
    answer.solver = solver;
    if (!is_installed(solver)) {
        answer.why = how_to_install(solver);
        return answer;
    }
    const bool constant_arrays = solver != "boolector";
    try {
        const smtlib::Flat_text flat = smtlib::flattened(assertions, constant_arrays);
        const char* logic = constant_arrays ? "ALL" : "QF_AUFBV";
        return run(solver, fmt::format("(set-logic {})\n{}{}", logic, flat.declarations, flat.assertions), options);
    } catch (const std::invalid_argument& error) {
        if (solver != "boolector") {
            return run(solver, prelude_text(text.rules, solver) + text.body, options);
        }
        answer.verdict = Query_verdict::skipped;
        answer.why =
            fmt::format("boolector knows neither datatypes nor constant arrays, and the query needs {}", error.what());
        return answer;
    }
}

void judge(Query_result& result) {
    if (result.solvers_disagree()) {
        result.complaint = "the solvers disagree";
    } else if (result.contradicts_status()) {
        result.complaint = fmt::format("the file states {}, and it is {}",
            name(*result.stated),
            *result.stated == Query_verdict::sat ? "unsat" : "sat");
    }
}

} // namespace

std::string_view name(Query_verdict verdict) {
    switch (verdict) {
    case Query_verdict::sat:
        return "sat";
    case Query_verdict::unsat:
        return "unsat";
    case Query_verdict::skipped:
        return "skipped";
    case Query_verdict::unknown:
        break;
    }
    return "unknown";
}

bool Query_result::solvers_disagree() const {
    const auto has = [&](Query_verdict verdict) {
        return std::any_of(answers.begin(), answers.end(), [&](const auto& each) { return each.verdict == verdict; });
    };
    return has(Query_verdict::sat) && has(Query_verdict::unsat);
}

bool Query_result::contradicts_status() const {
    return stated && std::any_of(answers.begin(), answers.end(), [&](const Solver_answer& each) {
        return (each.verdict == Query_verdict::sat || each.verdict == Query_verdict::unsat) && each.verdict != *stated;
    });
}

int Query_result::exit_status() const {
    if (solvers_disagree() || contradicts_status()) {
        return 1;
    }
    const bool undecided = std::any_of(answers.begin(), answers.end(), [](const Solver_answer& each) {
        return each.verdict == Query_verdict::unknown;
    });
    return undecided || complaint.starts_with("no trace") ? 3 : 0;
}

Query_result query(const std::filesystem::path& file, const Query_options& options) {
    const Query_text text = read_query(file, options.rules);
    Query_result result;
    result.file = text.file;
    result.rules = text.rules;
    result.stated = text.stated;
    smtlib::Exporter rules(model::rule_set_named(text.rules).value(), false);
    export_gate_rules(rules);
    export_events(rules);
    const Query_terms terms = parse_query(rules, text);
    for (const std::string& solver : options.solvers) {
        if (solver == "z3") {
            ask_z3(text, terms, options, result);
        } else {
            result.answers.push_back(ask(solver, text, terms.assertions, options));
        }
    }
    judge(result);
    return result;
}

namespace {

model::Rule_set version_named(const std::string& rules) {
    const auto version = model::rule_set_named(rules);
    if (!version) {
        throw std::invalid_argument(fmt::format("no rule version \"{}\"", rules));
    }
    return *version;
}

} // namespace

std::string prelude_text(const std::string& rules, const std::string& solver) {
    return solver == "boolector" ? smtlib::export_fragment(version_named(rules)).text
                                 : smtlib::export_rules(version_named(rules)).text;
}

std::string prelude_reference(const std::string& rules) {
    std::string text;
    for (const smtlib::Exported_function& each : smtlib::export_rules(version_named(rules)).functions) {
        text += fmt::format("{}\n    {}\n    {}{}{}\n",
            each.name,
            each.signature,
            each.meaning,
            each.rules.empty() ? "" : "  ",
            each.rules);
    }
    return text;
}

} // namespace trapspec::proofs
