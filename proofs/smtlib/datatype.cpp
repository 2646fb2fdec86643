#include "proofs/smtlib/datatype.hpp"

#include <fmt/format.h>

#include "proofs/smtlib/print.hpp"

namespace trapspec::proofs::smtlib {

namespace {

Z3_constructor make(z3::context& context, const Constructor& constructor) {
    std::vector<Z3_symbol> fields;
    std::vector<Z3_sort> sorts;
    for (std::size_t i = 0; i < constructor.fields.size(); ++i) {
        fields.push_back(context.str_symbol(constructor.fields[i].c_str()));
        sorts.push_back(constructor.sorts[i]);
    }
    std::vector<unsigned> not_recursive(fields.size(), 0);
    return Z3_mk_constructor(context,
        context.str_symbol(constructor.name.c_str()),
        context.str_symbol(("is-" + constructor.name).c_str()),
        static_cast<unsigned>(fields.size()),
        fields.data(),
        sorts.data(),
        not_recursive.data());
}

z3::sort make(z3::context& context, const std::string& name, const std::vector<Constructor>& constructors) {
    std::vector<Z3_constructor> made;
    for (const Constructor& each : constructors) {
        made.push_back(make(context, each));
    }
    const z3::sort sort(context,
        Z3_mk_datatype(context, context.str_symbol(name.c_str()), static_cast<unsigned>(made.size()), made.data()));
    for (Z3_constructor each : made) {
        Z3_del_constructor(context, each);
    }
    return sort;
}

} // namespace

Datatype::Datatype(z3::context& context, const std::string& name, std::vector<Constructor> constructors)
    : sort_(make(context, name, constructors)), constructors_(std::move(constructors)) {}

z3::func_decl Datatype::constructor(unsigned index) const {
    return {sort_.ctx(), Z3_get_datatype_sort_constructor(sort_.ctx(), sort_, index)};
}

z3::func_decl Datatype::recogniser(unsigned index) const {
    return {sort_.ctx(), Z3_get_datatype_sort_recognizer(sort_.ctx(), sort_, index)};
}

z3::func_decl Datatype::accessor(unsigned constructor, unsigned field) const {
    return {sort_.ctx(), Z3_get_datatype_sort_constructor_accessor(sort_.ctx(), sort_, constructor, field)};
}

std::string Datatype::declaration() const {
    std::string text = fmt::format("(declare-datatypes (({} 0)) ((", sort_.name().str());
    for (const Constructor& constructor : constructors_) {
        text += fmt::format("\n  ({}", constructor.name);
        for (std::size_t i = 0; i < constructor.fields.size(); ++i) {
            text += fmt::format("{}({} {})",
                constructors_.size() == 1 ? "\n    " : " ",
                constructor.fields[i],
                print(constructor.sorts[i]));
        }
        text += ")";
    }
    return text + ")))\n";
}

} // namespace trapspec::proofs::smtlib
