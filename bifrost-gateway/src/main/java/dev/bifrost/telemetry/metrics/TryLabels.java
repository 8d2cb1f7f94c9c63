package dev.bifrost.telemetry.metrics;

import java.util.ArrayList;
import java.util.List;

/** The labels of a try that do not tell who called. {@code failed}: empty if it went well. */
record TryLabels(List<String> priced, List<String> model, List<String> tried, List<String> failed) {

    static TryLabels of(CallKey call, TryKey key, String model) {
        List<String> priced = List.of(key.target().provider(), model, CallSeries.text(call.alias()));
        List<String> called = new ArrayList<>(priced);
        called.add(call.operation().label());
        String fingerprint = CallSeries.text(key.fingerprint());
        List<String> tried = new ArrayList<>(called);
        tried.addAll(List.of(fingerprint, fingerprint, Integer.toString(key.index())));
        return new TryLabels(
                priced, called, tried, key.isOk() ? List.of() : List.of(Integer.toString(key.status()), key.outcome()));
    }
}
