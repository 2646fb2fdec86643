// A capture says where a stack top was translated to, and not the Guest's page tables that said so. This class keeps
// just enough tables, in Guest pages that nothing else uses, for the walk of R-MEM-4 to say the same.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "traces/trace.hpp"

namespace trapspec::traces::lguest {

enum class Walk : std::uint8_t {
    mapped,
    no_page,  ///< the table entry is not present; its frame is used all the same
    no_table, ///< the directory entry is not present
};

class Scratch_tables {
public:
    /// A new Guest with this much memory and no tables.
    void reset(std::uint32_t pages);

    /// These pages are never used for tables.
    void avoid(std::uint32_t first_page, std::uint32_t last_page);

    /// Appends the writes that make the walk of `from` give `to`, and that keep every table off the pages of `frame`,
    /// which the Host is about to write. False when no page is left for a table.
    [[nodiscard]] bool map(std::uint32_t from,
        std::uint32_t to,
        Walk walk,
        const std::set<std::uint32_t>& frame,
        std::vector<Event>& events);

private:
    struct Table {
        std::uint32_t page = 0;
        std::map<std::uint32_t, std::uint32_t> entries;
    };

    std::optional<std::uint32_t> free_page();
    bool move_off(const std::set<std::uint32_t>& frame, std::vector<Event>& events);
    void set(Table& table, std::uint32_t index, std::uint32_t entry, std::vector<Event>& events);
    static void write_all(const Table& table, std::vector<Event>& events);

    std::uint32_t pages_ = 0;
    std::set<std::uint32_t> taken_; ///< pages that hold or have held something
    std::optional<Table> directory_;
    std::map<std::uint32_t, Table> tables_; ///< by directory index
};

} // namespace trapspec::traces::lguest
