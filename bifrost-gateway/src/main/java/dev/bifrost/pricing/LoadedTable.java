package dev.bifrost.pricing;

import java.util.List;
import java.util.Map;

/** A table that was read from a file of another form. */
record LoadedTable(Map<String, List<Listing>> lists) implements PriceTable {
    LoadedTable {
        lists = Map.copyOf(lists);
    }

    @Override
    public List<Listing> list(String name) {
        return lists.getOrDefault(name, List.of());
    }

    int size() {
        return lists.values().stream().mapToInt(List::size).sum();
    }
}
