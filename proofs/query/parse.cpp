#include "proofs/query/parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <sstream>

#include "proofs/query/expand.hpp"
#include "traces/errors.hpp"

namespace trapspec::proofs {

namespace {

/// The text with comments and the content of strings and quoted symbols blanked: positions stay.
std::string without_comments(const std::string& text) {
    std::string plain = text;
    char inside = 0;
    for (char& c : plain) {
        if (inside == ';' && c == '\n') {
            inside = 0;
        } else if (inside == 0 && (c == ';' || c == '|')) {
            inside = c;
        } else if (inside == '|' && c == '|') {
            inside = 0;
        }
        if (inside != 0 && c != '\n') {
            c = ' ';
        }
    }
    return plain;
}

std::string attribute(const std::string& text, const char* key) {
    const std::regex pattern(fmt::format(R"re(\(\s*set-info\s+:{}\s+"?([^")]*)"?\s*\))re", key));
    std::smatch match;
    return std::regex_search(text, match, pattern) ? match[1].str() : "";
}

std::size_t lines_in(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

std::string history_bindings(const Query_text& text) {
    std::string bindings;
    for (std::size_t i = 0; i < text.history.size(); ++i) {
        bindings += fmt::format("\n(declare-const history!{0} {1})(assert (= history!{0} {2}))",
            i,
            i == 0 ? "State" : "Event",
            text.history[i]);
    }
    return bindings;
}

/// Z3 says: (error "line 853 column 220: unknown constant foo")
[[noreturn]] void complain(const Query_text& text, const std::string& message) {
    const std::regex pattern(R"re(line (\d+) column (\d+): ([^"]*(?:"[^)])*))re");
    std::smatch match;
    std::size_t line = 1;
    std::size_t column = 1;
    std::string what = message;
    if (std::regex_search(message, match, pattern)) {
        line = std::stoul(match[1]);
        column = std::stoul(match[2]) + 1; // Z3 counts columns from 0
        what = match[3];
        if (line > lines_in(text.body) + 1) {
            throw traces::Input_error(text.file,
                1,
                1,
                fmt::format(
                    "(set-info :history ...): {}; expected a term of sort State, then terms of sort Event", what));
        }
    }
    throw traces::Input_error(text.file,
        line,
        column,
        fmt::format("{}; expected SMT-LIB 2.6 over the names of the prelude (trapspec query --prelude)", what));
}

} // namespace

Query_text read_query(const std::filesystem::path& file, const std::string& rules) {
    Query_text text;
    text.file = file.string();
    if (std::filesystem::is_directory(file)) {
        throw traces::Input_error(text.file, 1, 1, "is a directory; expected an SMT-LIB file");
    }
    std::ifstream in(file);
    if (!in) {
        throw traces::Input_error(text.file, 1, 1, "cannot be read; expected an SMT-LIB file");
    }
    std::ostringstream content;
    content << in.rdbuf();
    text.body = content.str();
    const std::string plain = without_comments(text.body);
    if (plain.find('(') == std::string::npos) {
        throw traces::Input_error(
            text.file, 1, 1, "holds no command; expected (assert ...) over the names of the prelude");
    }
    const std::string status = attribute(plain, "status");
    if (status == "sat" || status == "unsat") {
        text.stated = status == "sat" ? Query_verdict::sat : Query_verdict::unsat;
    }
    text.rules = !rules.empty() ? rules : attribute(plain, "rules");
    if (text.rules.empty()) {
        text.rules = model::rule_sets[0].name;
    }
    if (!model::rule_set_named(text.rules)) {
        throw traces::Input_error(text.file, 1, 1, fmt::format("no rule version \"{}\"", text.rules));
    }
    const std::regex declaration(R"re(\(\s*declare-(?:const|fun)\s+([^\s()]+))re");
    for (std::sregex_iterator each(plain.begin(), plain.end(), declaration); each != std::sregex_iterator(); ++each) {
        text.constants.push_back((*each)[1].str());
    }
    std::istringstream names(attribute(plain, "history"));
    for (std::string name; names >> name;) {
        text.history.push_back(name);
    }
    return text;
}

Query_terms parse_query(smtlib::Exporter& rules, const Query_text& text) {
    z3::context& context = rules.context();
    z3::sort_vector sorts(context);
    z3::func_decl_vector functions(context);
    const smtlib::Sorts& known = rules.sorts();
    for (const smtlib::Datatype* each :
        {&known.gate(), &known.registers(), &known.frame(), &known.state(), &known.event()}) {
        sorts.push_back(each->sort()); // brings its constructors and accessors along
    }
    for (const smtlib::Exporter::Function& each : rules.functions()) {
        functions.push_back(each.declaration);
    }
    try {
        const std::string all = text.body + history_bindings(text);
        return expanded(rules, context.parse_string(all.c_str(), sorts, functions));
    } catch (const z3::exception& error) {
        complain(text, error.msg());
    }
}

} // namespace trapspec::proofs
