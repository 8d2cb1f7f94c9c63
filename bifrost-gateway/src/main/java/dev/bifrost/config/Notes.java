package dev.bifrost.config;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong while a file is read. */
final class Notes {
    private final String file;
    private final List<Problem> problems = new ArrayList<>();

    Notes(String file) {
        this.file = file;
    }

    void add(Place place, String message) {
        add(place.line(), place.path(), message);
    }

    void add(int line, String path, String message) {
        problems.add(new Problem(file, line, path, message));
    }

    List<Problem> problems() {
        return problems;
    }
}
