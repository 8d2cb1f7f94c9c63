package dev.bifrost.dialect;

import dev.bifrost.dialect.json.JsonFound;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Members of one object to be taken out of a document, each with the comma that it brought, and nothing else.
 *
 * @param all true if the object has no other member
 */
record Removal(List<Splice> cuts, boolean all) {
    static final Removal NONE = new Removal(List.of(), false);

    private static final long NOWHERE = -1;

    /** Of these fields, which all occur, once, in the same object. */
    static Removal of(JsonFound found, List<Integer> fields) {
        List<Integer> inOrder = new ArrayList<>(fields);
        inOrder.sort(Comparator.comparingLong(found::nameStart));
        List<Splice> cuts = new ArrayList<>(fields.size());
        long leading = NOWHERE; // where the member stands that is the first one left so far
        boolean all = false;
        for (int field : inOrder) {
            long next = found.nextName(field);
            if (found.commaBefore(field) < 0 || found.nameStart(field) == leading) {
                cuts.add(Splice.of(found.nameStart(field), next < 0 ? found.end(field) : next, ""));
                leading = next;
                all = next < 0;
            } else {
                cuts.add(Splice.of(found.commaBefore(field), found.end(field), ""));
            }
        }
        return new Removal(cuts, all);
    }

    /** This, and what is to be taken out of an object inside. */
    Removal and(Removal inner) {
        List<Splice> both = new ArrayList<>(cuts);
        both.addAll(inner.cuts);
        both.sort(Comparator.comparingLong(Splice::start));
        return new Removal(both, all);
    }
}
