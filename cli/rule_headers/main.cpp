// rule_headers FILE...: the headers above the rules, from their sources, as initialisers of cli::Rule_header.
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::string_view comment = "// ";
constexpr std::size_t text_at = 9; // in a line of a header, behind the comment's start

struct Section {
    std::string name;
    std::string text;
};

struct Header {
    std::string title; // ids first
    std::vector<Section> sections;
};

bool begins_header(std::string_view line) {
    return line.starts_with("// R-") || line.starts_with("// A-");
}

std::string trimmed(std::string_view text) {
    const std::size_t from = text.find_first_not_of(' ');
    return from == std::string_view::npos ? "" : std::string(text.substr(from, text.find_last_not_of(' ') + 1 - from));
}

void take(Header& header, std::string_view line) {
    const std::string name = trimmed(line.substr(0, text_at));
    const std::string text = line.size() > text_at ? trimmed(line.substr(text_at)) : "";
    if (!name.empty()) {
        header.sections.push_back({name, text});
    } else if (!header.sections.empty()) {
        header.sections.back().text += " " + text;
    }
}

std::vector<Header> headers_in(std::istream& source) {
    std::vector<Header> headers;
    bool inside = false;
    for (std::string line; std::getline(source, line);) {
        if (begins_header(line)) {
            headers.push_back({trimmed(line.substr(comment.size())), {}});
            inside = true;
        } else if (inside && line.starts_with(comment)) {
            take(headers.back(), std::string_view(line).substr(comment.size()));
        } else {
            inside = false;
        }
    }
    return headers;
}

std::string quoted(std::string_view text) {
    std::string literal = "\"";
    for (const char c : text) {
        literal += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
    }
    return literal + "\"";
}

} // namespace

int main(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        std::ifstream source(argv[i]);
        if (!source) {
            std::cerr << argv[i] << ": cannot be read\n";
            return 2;
        }
        for (const Header& header : headers_in(source)) {
            std::cout << "{" << quoted(header.title) << ", {{";
            for (const Section& section : header.sections) {
                std::cout << "{" << quoted(section.name) << ", " << quoted(section.text) << "}, ";
            }
            std::cout << "}}},\n";
        }
    }
}
