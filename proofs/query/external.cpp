#include "proofs/query/external.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace trapspec::proofs {

namespace {

class Temporary_file {
public:
    explicit Temporary_file(const std::string& content) {
        std::string name = (std::filesystem::temp_directory_path() / "trapspec-XXXXXX.smt2").string();
        const int descriptor = mkstemps(name.data(), 5);
        if (descriptor >= 0) {
            close(descriptor);
        }
        path_ = name;
        std::ofstream(path_) << content;
    }
    ~Temporary_file() {
        std::error_code error;
        std::filesystem::remove(path_, error);
    }
    Temporary_file(const Temporary_file&) = delete;
    Temporary_file& operator=(const Temporary_file&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

std::string output_of(const std::string& command) {
    std::string output;
    FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) {
        return output;
    }
    char buffer[4096];
    while (const std::size_t count = fread(buffer, 1, sizeof buffer, pipe)) {
        output.append(buffer, count);
    }
    pclose(pipe);
    return output;
}

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

} // namespace

bool is_installed(const std::string& program) {
    const char* path = std::getenv("PATH");
    std::istringstream folders(path != nullptr ? path : "");
    for (std::string folder; std::getline(folders, folder, ':');) {
        if (access((std::filesystem::path(folder) / program).c_str(), X_OK) == 0) {
            return true;
        }
    }
    return false;
}

Solver_answer ask_program(const std::string& program, const std::string& text, std::chrono::milliseconds timeout) {
    Solver_answer answer;
    answer.solver = program;
    const auto start = std::chrono::steady_clock::now();
    const Temporary_file file(text + "\n(check-sat)\n(exit)\n");
    const double seconds = std::chrono::duration<double>(timeout).count();
    const char* flags = program == "boolector" ? "--smt2" : "--quiet";
    const std::string output =
        output_of(fmt::format("timeout {:.1f} {} {} {} 2>&1", seconds, program, flags, file.path()));
    answer.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const std::string line = first_line(output);
    if (line == "sat") {
        answer.verdict = Query_verdict::sat;
    } else if (line == "unsat") {
        answer.verdict = Query_verdict::unsat;
    } else {
        answer.why = output.empty() ? "no answer in time" : line;
    }
    return answer;
}

} // namespace trapspec::proofs
