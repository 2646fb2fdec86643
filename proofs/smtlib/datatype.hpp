// Datatypes with chosen names for constructors and accessors, so that terms and exported text agree.
#pragma once

#include <z3++.h>

#include <string>
#include <vector>

namespace trapspec::proofs::smtlib {

struct Constructor {
    std::string name;
    std::vector<std::string> fields;
    std::vector<z3::sort> sorts;
};

class Datatype {
public:
    Datatype(z3::context& context, const std::string& name, std::vector<Constructor> constructors);

    [[nodiscard]] const z3::sort& sort() const { return sort_; }
    [[nodiscard]] const std::vector<Constructor>& constructors() const { return constructors_; }
    [[nodiscard]] z3::func_decl constructor(unsigned index = 0) const;
    [[nodiscard]] z3::func_decl recogniser(unsigned index) const;
    [[nodiscard]] z3::func_decl accessor(unsigned constructor, unsigned field) const;

    /// (declare-datatypes ...)
    [[nodiscard]] std::string declaration() const;

private:
    z3::sort sort_;
    std::vector<Constructor> constructors_;
};

} // namespace trapspec::proofs::smtlib
