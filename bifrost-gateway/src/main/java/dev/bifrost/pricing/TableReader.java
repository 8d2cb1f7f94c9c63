package dev.bifrost.pricing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers the models of a file of another form. */
final class TableReader {
    private final Map<String, List<Listing>> lists = new LinkedHashMap<>();

    private TableReader() {}

    /**
     * Reads a file.
     *
     * @param date the day on which it is read: the version of prices that have no date of their own
     * @throws IOException if it is not what it should be, and says why
     */
    static LoadedTable read(PriceSettings.Format format, byte[] file, String date) throws IOException {
        TableReader reader = new TableReader();
        switch (format) {
            case LITELLM -> new LiteLlmFile(date, reader::add).read(file);
            case GENAI_PRICES -> new GenaiPricesFile(date, reader::add).read(file);
        }
        if (reader.lists.isEmpty()) {
            throw new IOException("it holds no price");
        }
        return new LoadedTable(reader.lists);
    }

    /** Takes a model of a list. */
    interface Taker {
        void take(String list, Listing listing);
    }

    private void add(String list, Listing listing) {
        lists.computeIfAbsent(list, _ -> new ArrayList<>()).add(listing);
    }
}
