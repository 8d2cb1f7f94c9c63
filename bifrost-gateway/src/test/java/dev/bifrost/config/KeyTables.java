package dev.bifrost.config;

import dev.bifrost.api.settings.ByteSize;
import dev.bifrost.api.settings.Describe;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** The tables of docs/configuration.md, from the records into which the file is read: one for each kind of mapping. */
final class KeyTables {
    private final StringBuilder text = new StringBuilder();
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private final Set<Class<?>> seen = new HashSet<>();

    private record Entry(String title, Shape.Mapping mapping) {}

    private KeyTables() {}

    static String text() {
        var tables = new KeyTables();
        tables.await("The file", new Shapes().of(GatewaySettings.class));
        while (!tables.waiting.isEmpty()) {
            tables.table(tables.waiting.poll());
        }
        return tables.text.toString();
    }

    private void await(String title, Shape shape) {
        switch (shape) {
            case Shape.Mapping mapping -> {
                if (seen.add(mapping.type())) {
                    waiting.add(new Entry(title, mapping));
                }
            }
            case Shape.ListOf list -> await(title + "[ ]", list.item());
            case Shape.MapOf map -> await(title + ".NAME", map.value());
            case Shape.Plain _, Shape.Choice _, Shape.Written _ -> {}
        }
    }

    private void table(Entry entry) {
        boolean root = entry.mapping().type() == GatewaySettings.class;
        text.append("### ")
                .append(root ? entry.title() : '`' + entry.title() + '`')
                .append("\n\n");
        text.append("| key | form | default | means |\n|---|---|---|---|\n");
        for (Shape.Key key : entry.mapping().keys().values()) {
            Describe describe = key.component().getAnnotation(Describe.class);
            String standard = describe == null ? "" : describe.byDefault();
            text.append("| `").append(key.name()).append("` | ").append(cell(form(key.shape())));
            text.append(" | ").append(key.required() ? "**required**" : standard.isEmpty() ? "" : '`' + standard + '`');
            text.append(" | ")
                    .append(describe == null ? "" : cell(describe.value()))
                    .append(" |\n");
            await(root ? key.name() : entry.title() + '.' + key.name(), key.shape());
        }
        text.append('\n');
    }

    private static String form(Shape shape) {
        return switch (shape) {
            case Shape.Plain plain ->
                switch (plain) {
                    case TEXT -> "text";
                    case TRUTH -> "true or false";
                    case INTEGER, LONG -> "whole number";
                    case DOUBLE, DECIMAL -> "number";
                    case DURATION -> "duration: `200ms`, `5s`, `10m`";
                    case ADDRESS -> "http or https address";
                    case FILE -> "path";
                };
            case Shape.Choice choice ->
                "`" + String.join("`, `", choice.constants().keySet()) + "`";
            case Shape.Written written -> written.type() == ByteSize.class ? "size: `64KB`, `100MB`, `4GB`" : "text";
            case Shape.ListOf list -> "list" + (list.item() instanceof Shape.Plain ? " of " + form(list.item()) : "");
            case Shape.MapOf _ -> "mapping by name";
            case Shape.Mapping mapping -> "mapping" + (mapping.shortForm() == null ? "" : ", or short text");
        };
    }

    private static String cell(String words) {
        return words.replace("|", "\\|").replace("<", "&lt;");
    }
}
