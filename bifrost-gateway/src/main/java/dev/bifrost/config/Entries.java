package dev.bifrost.config;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The entries of a mapping, with those that {@code <<} merges in. The engine can merge too, but loops for ever where a
 * mapping merges itself, and hides duplicate keys.
 */
final class Entries {
    private final Notes notes;
    private final Place place;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Set<Node> merged = Collections.newSetFromMap(new IdentityHashMap<>());

    private Entries(Notes notes, Place place) {
        this.notes = notes;
        this.place = place;
    }

    /** In the order of the file. Duplicate keys, keys that are not text, and wrong merges are noted and left out. */
    static Iterable<Entry> of(MappingNode node, Place place, Notes notes) {
        var entries = new Entries(notes, place);
        entries.merged.add(node);
        entries.own(node);
        node.getValue().stream().filter(Entries::isMerge).forEach(entries::merge);
        return entries.entries.values();
    }

    private void own(MappingNode node) {
        for (NodeTuple tuple : node.getValue()) {
            int line = Lines.of(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                notes.add(line, place.path(), "a key must be plain text");
            } else if (!isMerge(tuple)) {
                Entry earlier = entries.get(key.getValue());
                if (earlier == null) {
                    entries.put(key.getValue(), new Entry(key.getValue(), line, tuple.getValueNode()));
                } else {
                    notes.add(
                            line,
                            place.path(),
                            "duplicate key '" + key.getValue() + "'; it is already on line " + earlier.line());
                }
            }
        }
    }

    private void merge(NodeTuple tuple) {
        Node value = tuple.getValueNode();
        List<? extends Node> sources = value instanceof SequenceNode list ? list.getValue() : List.of(value);
        for (Node source : sources) {
            if (source instanceof MappingNode mapping) {
                mergeOne(mapping);
            } else {
                notes.add(
                        Lines.of(tuple.getKeyNode()),
                        place.path(),
                        "<< takes a mapping, such as *anchor, or a list of them");
            }
        }
    }

    /** What the mapping has already is kept; faults of the source are noted where it stands. */
    private void mergeOne(MappingNode source) {
        if (!merged.add(source)) {
            return;
        }
        for (NodeTuple tuple : source.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key && !isMerge(tuple)) {
                entries.putIfAbsent(key.getValue(), new Entry(key.getValue(), Lines.of(key), tuple.getValueNode()));
            }
        }
        source.getValue().stream().filter(Entries::isMerge).forEach(this::merge);
    }

    private static boolean isMerge(NodeTuple tuple) {
        return tuple.getKeyNode() instanceof ScalarNode key
                && key.isPlain()
                && key.getValue().equals("<<");
    }

    /** One entry; {@code line} is that of the key. */
    record Entry(String key, int line, Node value) {}
}
