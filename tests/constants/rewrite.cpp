#include "tests/constants/rewrite.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace trapspec::constants {

namespace {

/// Walks over the tokens of one file and knows where it is.
class Walk {
public:
    Walk(std::string_view source, std::string file)
        : source_(source), file_(std::move(file)), tokens_(tokens_of(source)) {
        std::erase_if(
            tokens_, [](const Token& token) { return token.kind == Token_kind::comment && token.column != 1; });
    }

protected:
    [[nodiscard]] std::string_view text(std::size_t i) const { return i < tokens_.size() ? tokens_[i].text : ""; }
    [[nodiscard]] bool at(std::size_t i, std::initializer_list<std::string_view> expected) const {
        return std::all_of(expected.begin(), expected.end(), [&](std::string_view each) { return text(i++) == each; });
    }
    [[nodiscard]] std::size_t find(std::size_t i, std::string_view what) const {
        while (i < tokens_.size() && text(i) != what) {
            ++i;
        }
        return i;
    }

    /// The innermost namespace that a use must name: not the rules' own.
    void enter_namespace(std::size_t i) {
        const std::string_view last = text(find(i, "{") - 1);
        scope_ = last == "model" || last == "detail" || last == "namespace" ? "" : std::string(last);
    }

    std::string_view source_;
    std::string file_;
    std::vector<Token> tokens_;
    std::string scope_;
};

class Collector : Walk {
public:
    Collector(std::string_view source, const std::string& file, Findings& findings)
        : Walk(source, file), findings_(findings) {}

    void run() {
        for (std::size_t i = 0; i < tokens_.size(); ++i) {
            if (text(i) == "namespace") {
                enter_namespace(i);
            } else if (text(i) == "}") {
                scope_ = text(i + 1) == "namespace" ? "" : scope_;
            } else if (at(i, {"inline", "constexpr"}) && text(i + 2) != "Data_field") {
                i = statement(i);
            }
        }
    }

private:
    std::size_t statement(std::size_t i) {
        const std::size_t end = find(i, ";");
        const bool counts = text(i + 2) == "unsigned";
        for (; i < end; ++i) {
            if (text(i + 1) == "=" && tokens_[i].kind == Token_kind::identifier) {
                findings_.names.push_back({scope_, std::string(text(i)), file_, tokens_[i].line, counts});
            }
        }
        return end;
    }

    Findings& findings_;
};

class Rewriter : Walk {
public:
    Rewriter(std::string_view source, const std::string& file, Findings& findings)
        : Walk(source, file), findings_(findings), rule_(std::filesystem::path(file).stem().string()) {}

    std::string run() {
        // What the Guest and the tester do by themselves stands first in step.cpp, and is no rule.
        for (std::size_t i = file_ == "model/step.cpp" ? find(0, "start_guest") : 0; i < tokens_.size(); ++i) {
            i = token(i);
        }
        copy_until(source_.size());
        return std::move(result_);
    }

private:
    /// Handles what begins at token i; gives the last token of it.
    std::size_t token(std::size_t i) {
        const Token& token = tokens_[i];
        if (token.kind == Token_kind::comment) {
            name_rule(token.text);
            return i;
        }
        if (at(i, {"inline", "constexpr"}) && text(i + 2) != "struct") {
            return definition(i);
        }
        if (token.kind == Token_kind::punctuation) {
            bracket(i);
            return i;
        }
        if (at(i, {"extract", "<"})) {
            return slice(i);
        }
        if (token.kind == Token_kind::number) {
            number(i);
            return i;
        }
        if (token.text == "true" || token.text == "false") {
            wrap(i, i, Site_kind::flag, 0);
            return i;
        }
        if (at(i, {"Reason", "::"})) {
            wrap(i, i + 2, Site_kind::count, 0);
            return i + 2;
        }
        if (at(i, {"m", ".", "rules", "."})) {
            wrap(i, i + 4, Site_kind::flag, 0);
            return i + 4;
        }
        return name(i);
    }

    /// "// R-SET-1, R-SET-2 Title": the rule that follows.
    void name_rule(std::string_view comment) {
        comment.remove_prefix(std::min(comment.find_first_not_of("/ "), comment.size()));
        std::string ids;
        while (comment.starts_with("R-")) {
            const std::size_t end = std::min(comment.find_first_of(" ,:."), comment.size());
            ids += (ids.empty() ? "" : " ") + std::string(comment.substr(0, end));
            comment.remove_prefix(end);
            comment.remove_prefix(std::min(comment.starts_with(", ") ? 2 : comment.size(), comment.size()));
        }
        rule_ = ids.empty() ? rule_ : ids;
    }

    /// Left as it is; but a Data_field's numbers are read when it is used, not when it is compiled.
    std::size_t definition(std::size_t i) {
        const std::size_t end = find(i, ";");
        if (text(i + 2) != "Data_field") {
            return end;
        }
        const std::string name(text(i + 3));
        copy_until(tokens_[i].offset);
        result_ += fmt::format("inline constexpr struct {}_type {{ operator Data_field() const {{ return ", name);
        done_ = tokens_[i + 4].offset;
        for (std::size_t each = i + 4; each < end; ++each) {
            each = token(each);
        }
        copy_until(tokens_[end].offset);
        result_ += fmt::format("; }} }} {}{{}}", name);
        return end;
    }

    /// '<' right behind a name opens a list of template arguments: a comparison has spaces around it.
    void bracket(std::size_t i) {
        const char c = tokens_[i].text.front();
        const Token* before = i > 0 ? &tokens_[i - 1] : nullptr;
        const bool template_list = tokens_[i].text == "<" && before != nullptr &&
                                   before->kind == Token_kind::identifier &&
                                   before->offset + before->text.size() == tokens_[i].offset;
        if (template_list || c == '(' || c == '[' || c == '{') {
            const bool loop = c == '(' && before != nullptr && before->text == "for";
            open_.push_back({c, loop || (!open_.empty() && open_.back().loop && c != '{')});
        } else if (!open_.empty() &&
                   (c == ')' || c == ']' || c == '}' || (tokens_[i].text == ">" && open_.back().bracket == '<'))) {
            open_.pop_back();
        }
    }

    std::size_t slice(std::size_t i) {
        const std::string high(text(i + 2));
        const std::string low(text(i + 4));
        const std::string call = fmt::format("extract<{}, {}>", high, low);
        add_site(i, call, Site_kind::slice, 0);
        copy_until(tokens_[i].offset);
        result_ += fmt::format("::trapspec::mutation::extract_bits<{}, {}, {}>", findings_.sites.size(), high, low);
        done_ = tokens_[i + 5].offset + 1;
        return i + 5;
    }

    void number(std::size_t i) {
        const char around = open_.empty() ? ' ' : open_.back().bracket;
        if (around == '<') {
            ++findings_.widths;
        } else if (around != '[') { // a position in the list of an event's arguments
            wrap(i, i, counts(i) ? Site_kind::count : Site_kind::word, 0);
        }
    }

    std::size_t name(std::size_t i) {
        if (i > 0 && (text(i - 1) == "." || text(i - 1) == "->")) {
            return i;
        }
        const bool scoped = text(i + 1) == "::";
        const std::size_t last = scoped ? i + 2 : i;
        const auto named =
            std::find_if(findings_.names.begin(), findings_.names.end(), [&](const Named_constant& each) {
                return each.name == text(last) && (scoped ? each.scope == text(i) : each.scope.empty());
            });
        if (named == findings_.names.end()) {
            return i;
        }
        wrap(i,
            last,
            named->counts || counts(i) ? Site_kind::count : Site_kind::word,
            static_cast<unsigned>(named - findings_.names.begin()) + 1);
        return last;
    }

    /// A loop's bound, or how far the host shifts: changed by one only.
    [[nodiscard]] bool counts(std::size_t i) const {
        return (!open_.empty() && open_.back().loop) || (i > 0 && text(i - 1) == "<<");
    }

    void wrap(std::size_t first, std::size_t last, Site_kind kind, unsigned name) {
        const std::size_t from = tokens_[first].offset;
        const std::size_t to = tokens_[last].offset + tokens_[last].text.size();
        const std::string_view what = source_.substr(from, to - from);
        add_site(first, std::string(what), kind, name);
        copy_until(from);
        result_ += fmt::format("::trapspec::mutation::constant<{}, {}>({})", findings_.sites.size(), name, what);
        done_ = to;
    }

    void add_site(std::size_t i, std::string what, Site_kind kind, unsigned name) {
        findings_.sites.push_back({file_, tokens_[i].line, tokens_[i].column, std::move(what), kind, name, rule_});
    }

    void copy_until(std::size_t offset) {
        result_ += source_.substr(done_, offset - done_);
        done_ = offset;
    }

    struct Open {
        char bracket;
        bool loop;
    };

    Findings& findings_;
    std::string rule_;
    std::vector<Open> open_;
    std::string result_;
    std::size_t done_ = 0;
};

} // namespace

void collect_names(std::string_view source, const std::string& file, Findings& findings) {
    Collector(source, file, findings).run();
}

std::string rewrite(std::string_view source, const std::string& file, Findings& findings) {
    return Rewriter(source, file, findings).run();
}

} // namespace trapspec::constants
