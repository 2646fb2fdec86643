// Writes functions of the model as define-fun: each is built in the Symbolic domain over named parameters and printed.
#pragma once

#include <z3++.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/domain/symbolic_z3.hpp"
#include "proofs/smtlib/prelude.hpp"
#include "proofs/smtlib/sorts.hpp"

namespace trapspec::proofs::smtlib {

struct Parameter {
    std::string name;
    z3::sort sort;
};

class Exporter {
public:
    /// `with_text`: also prints; a query only needs the functions.
    Exporter(const model::Rule_set& rules, bool with_text);

    using Words = std::vector<z3::expr>;

    /// define-fun: `body` gets the parameters as terms.
    void define(const std::string& name,
        const std::vector<Parameter>& parameters,
        const std::string& rules,
        const std::string& meaning,
        const std::function<z3::expr(const Words&)>& body);

    /// The same with hand-written text that calls functions defined before, for brevity of the export; `body` must mean the
    /// same.
    void define_as(const std::string& text,
        const std::string& name,
        const std::vector<Parameter>& parameters,
        const std::string& rules,
        const std::string& meaning,
        const std::function<z3::expr(const Words&)>& body);

    /// A relation: the predicate over the parameters and `after` that after = body. `text` is as for define_as, and calls
    /// other relations with `after`; without it the body is printed.
    void relate(const std::string& name,
        const std::vector<Parameter>& parameters,
        const std::string& rules,
        const std::string& meaning,
        const std::function<z3::expr(const Words&)>& body,
        const std::optional<std::string>& text = {});

    /// A function or a relation of the prelude.
    struct Function {
        z3::func_decl declaration;
        std::vector<Parameter> parameters; ///< a relation's without `after`
        bool is_relation;
        std::function<z3::expr(const Words&)> body;
    };

    /// In the order of their definition.
    [[nodiscard]] const std::vector<Function>& functions() const { return functions_; }
    /// The function that is called, if it is one of the prelude's.
    [[nodiscard]] const Function* find(const z3::func_decl& declaration) const;
    /// What a call of a function of the prelude means; nothing for any other function.
    [[nodiscard]] std::optional<z3::expr> call(const z3::func_decl& declaration, const Words& arguments) const;

    void raw(const std::string& text) { prelude_.text += text; }

    [[nodiscard]] z3::sort word() { return context().bv_sort(32); }
    [[nodiscard]] z3::sort bits(unsigned width) { return context().bv_sort(width); }
    [[nodiscard]] z3::context& context() { return session_.implementation().context; }
    [[nodiscard]] model::Session& session() { return session_; }
    [[nodiscard]] const Sorts& sorts() const { return sorts_; }
    [[nodiscard]] const model::Rule_set& rules() const { return rules_; }
    [[nodiscard]] Prelude take() { return std::move(prelude_); }

    template <unsigned Width>
    [[nodiscard]] model::symbolic::Bits<Width> value(const z3::expr& term) {
        return model::symbolic::Bits<Width>::of(model::term(session_, term));
    }
    [[nodiscard]] model::symbolic::Bool condition(const z3::expr& term) {
        return model::symbolic::Bool::of(model::term(session_, term));
    }

private:
    [[nodiscard]] z3::func_decl declare(
        const std::string& name, const std::vector<Parameter>& parameters, const z3::sort& result);
    void write(const std::string& name,
        const std::vector<Parameter>& parameters,
        const z3::sort& result,
        const std::string& rules,
        const std::string& meaning,
        const std::string& text);

    bool with_text_;
    model::Rule_set rules_;
    model::Session session_;
    Sorts sorts_;
    Prelude prelude_;
    std::vector<Function> functions_;
};

/// The parameters as constants of their names.
[[nodiscard]] Exporter::Words constants_of(z3::context& context, const std::vector<Parameter>& parameters);

/// Gates, vetting, installing, who may raise what.
void export_gate_rules(Exporter& exporter);
/// The events as a datatype, and what each does to a State.
void export_events(Exporter& exporter);

} // namespace trapspec::proofs::smtlib
