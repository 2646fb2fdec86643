#include "traces/import/lguest_tables.hpp"

namespace trapspec::traces::lguest {

namespace {

constexpr std::uint32_t page_shift = 12;
constexpr std::uint32_t offset_mask = 0xFFF;
constexpr std::uint32_t present_writable_user = 7;

Event write_entry(std::uint32_t page, std::uint32_t index, std::uint32_t entry) {
    return make_event(model::Event_kind::guest_write, {(page << page_shift) + 4 * index, entry});
}

} // namespace

void Scratch_tables::reset(std::uint32_t pages) {
    pages_ = pages;
    taken_.clear();
    directory_.reset();
    tables_.clear();
}

void Scratch_tables::avoid(std::uint32_t first_page, std::uint32_t last_page) {
    for (std::uint32_t page = first_page; page <= last_page && page < pages_; ++page) {
        taken_.insert(page);
    }
}

/// From the top of memory down, without the last page, the end of which R-MEM-1 refuses. A page is used once only: its
/// memory is then known to be zero.
std::optional<std::uint32_t> Scratch_tables::free_page() {
    for (std::uint32_t left = pages_; left > 2; --left) {
        if (taken_.insert(left - 2).second) {
            return left - 2;
        }
    }
    return std::nullopt;
}

void Scratch_tables::write_all(const Table& table, std::vector<Event>& events) {
    for (const auto& [index, entry] : table.entries) {
        if (entry != 0) {
            events.push_back(write_entry(table.page, index, entry));
        }
    }
}

void Scratch_tables::set(Table& table, std::uint32_t index, std::uint32_t entry, std::vector<Event>& events) {
    std::uint32_t& now = table.entries[index];
    if (now != entry) {
        now = entry;
        events.push_back(write_entry(table.page, index, entry));
    }
}

bool Scratch_tables::move_off(const std::set<std::uint32_t>& frame, std::vector<Event>& events) {
    for (auto& [index, table] : tables_) {
        if (frame.contains(table.page)) {
            const auto page = free_page();
            if (!page) {
                return false;
            }
            table.page = *page;
            write_all(table, events);
            if (directory_->entries[index] != 0) {
                set(*directory_, index, (*page << page_shift) | present_writable_user, events);
            }
        }
    }
    if (!directory_ || frame.contains(directory_->page)) {
        const auto page = free_page();
        if (!page) {
            return false;
        }
        directory_.emplace(Table{*page, directory_ ? directory_->entries : decltype(Table::entries){}});
        write_all(*directory_, events);
        events.push_back(make_event(model::Event_kind::set_page_tables, {*page << page_shift}));
    }
    return true;
}

bool Scratch_tables::map(
    std::uint32_t from, std::uint32_t to, Walk walk, const std::set<std::uint32_t>& frame, std::vector<Event>& events) {
    taken_.insert(frame.begin(), frame.end());
    if (!move_off(frame, events)) {
        return false;
    }
    const std::uint32_t index = from >> 22;
    if (walk == Walk::no_table) {
        set(*directory_, index, 0, events);
        return true;
    }
    if (!tables_.contains(index)) {
        const auto page = free_page();
        if (!page) {
            return false;
        }
        tables_[index].page = *page;
    }
    Table& table = tables_[index];
    const std::uint32_t flags = walk == Walk::mapped ? present_writable_user : 0;
    set(table, (from >> page_shift) & 0x3FF, (to & ~offset_mask) | flags, events);
    set(*directory_, index, (table.page << page_shift) | present_writable_user, events);
    return true;
}

} // namespace trapspec::traces::lguest
