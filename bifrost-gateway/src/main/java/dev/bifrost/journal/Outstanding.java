package dev.bifrost.journal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The leases in force and the intents without a record, as the entries so far have it. */
final class Outstanding {
    private static final int PER_CHECKPOINT = 1000;

    private final Map<Account, Entry.Lease> leases = new LinkedHashMap<>();
    private final Map<String, List<Entry.Intent>> intents = new LinkedHashMap<>();
    private final List<Entry.Checkpoint> gathered = new ArrayList<>();

    private record Account(String name, String period) {}

    void apply(Entry entry) {
        switch (entry) {
            case Entry.Call call -> ended(call.record().requestId());
            case Entry.Intent intent -> begun(intent);
            case Entry.Lease lease -> lease(lease);
            case Entry.Checkpoint checkpoint -> checkpoint(checkpoint);
            case Entry.Interruption _ -> intents.clear();
            case Entry.Correction _,
                    Entry.Gap _,
                    Entry.Seal _,
                    Entry.Erasure _,
                    Entry.ContentRead _,
                    Entry.Withheld _,
                    Entry.Other _ -> {}
        }
    }

    void ended(String requestId) {
        if (!intents.isEmpty()) {
            intents.remove(requestId);
        }
    }

    private void begun(Entry.Intent intent) {
        intents.computeIfAbsent(intent.requestId(), _ -> new ArrayList<>(1)).add(intent);
    }

    private void lease(Entry.Lease lease) {
        Account account = new Account(lease.account(), lease.period());
        if (lease.nanoDollars() == 0) {
            leases.remove(account);
        } else {
            leases.put(account, lease);
        }
    }

    /** Takes effect when its last part is there: one that was broken off says nothing. */
    private void checkpoint(Entry.Checkpoint checkpoint) {
        gathered.add(checkpoint);
        if (checkpoint.last()) {
            leases.clear();
            intents.clear();
            for (Entry.Checkpoint part : gathered) {
                part.leases().forEach(this::lease);
                part.intents().forEach(this::begun);
            }
            gathered.clear();
        }
    }

    boolean hasIntents() {
        return !intents.isEmpty();
    }

    List<Entry.Lease> leases() {
        return List.copyOf(leases.values());
    }

    List<Entry.Intent> intents() {
        return intents.values().stream().flatMap(List::stream).toList();
    }

    /** Says all of it again; at least one entry. */
    List<Entry.Checkpoint> checkpoints() {
        List<Entry.Lease> allLeases = leases();
        List<Entry.Intent> allIntents = intents();
        int most = Math.max(allLeases.size(), allIntents.size());
        List<Entry.Checkpoint> parts = new ArrayList<>();
        int at = 0;
        do {
            int next = at + PER_CHECKPOINT;
            parts.add(new Entry.Checkpoint(part(allLeases, at), part(allIntents, at), next >= most));
            at = next;
        } while (at < most);
        return parts;
    }

    private static <T> List<T> part(List<T> all, int from) {
        return all.subList(Math.min(from, all.size()), Math.min(from + PER_CHECKPOINT, all.size()));
    }
}
