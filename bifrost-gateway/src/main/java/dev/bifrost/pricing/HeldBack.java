package dev.bifrost.pricing;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks through a price list before it comes into force. A price that moves by more than half against the one in force
 * is rather a slip than a price: the old one stays, and somebody is told.
 */
final class HeldBack {
    private static final int TOLD = 10;

    private final LoadedTable fresh;
    private final @Nullable LoadedTable before;
    private final List<PriceTable> inForce;
    private final Instant now;
    private final List<String> moves = new ArrayList<>();
    private final IdentityHashMap<List<Listing>, Map<String, Listing>> indexed = new IdentityHashMap<>();

    private HeldBack(LoadedTable fresh, @Nullable LoadedTable before, List<PriceTable> others, Instant now) {
        this.fresh = fresh;
        this.before = before;
        this.inForce = new ArrayList<>(others);
        if (before != null) {
            inForce.addFirst(before);
        }
        this.now = now;
    }

    /**
     * The list as it may come into force.
     *
     * @param before  what the source said before; null if it is read for the first time
     * @param others  what is asked where the source knows nothing
     * @param notices hears of each price that is held back, and of no more than ten at once
     */
    static LoadedTable admit(
            LoadedTable fresh,
            @Nullable LoadedTable before,
            List<PriceTable> others,
            Instant now,
            Consumer<String> notices) {
        HeldBack held = new HeldBack(fresh, before, others, now);
        Map<String, List<Listing>> admitted = new HashMap<>();
        fresh.lists().keySet().forEach(list -> admitted.put(list, held.list(list)));
        held.moves.stream().limit(TOLD).forEach(notices);
        if (held.moves.size() > TOLD) {
            notices.accept("… and " + (held.moves.size() - TOLD) + " prices more, held back as well");
        }
        return new LoadedTable(admitted);
    }

    private List<Listing> list(String list) {
        List<Listing> admitted = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Listing listing : fresh.list(list)) {
            ids.add(lower(listing.id()));
            admitted.add(checked(list, listing));
        }
        // a rule that is new may take models from those that had them
        List<Listing> kept = new ArrayList<>();
        for (PriceTable table : inForce) {
            for (Listing old : table.list(list)) {
                Listing taker = ids.add(lower(old.id())) ? fresh.find(list, lower(old.id())) : null;
                String move = taker == null ? null : move(old.quotes(), taker.quotes());
                if (move != null) {
                    moves.add(list + "/" + old.id() + " " + move);
                    kept.add(old);
                }
            }
        }
        admitted.addAll(0, kept);
        return admitted;
    }

    private Listing checked(String list, Listing listing) {
        Listing same = before == null ? null : byId(before.list(list)).get(lower(listing.id()));
        if (same != null && listing.saysAs(same.quotes())) {
            // it keeps the day on which it was first said
            return listing.withQuotes(same.quotes());
        }
        Listing old = old(list, lower(listing.id()));
        String move = old == null ? null : move(old.quotes(), listing.quotes());
        if (old == null || move == null) {
            return listing;
        }
        moves.add(list + "/" + listing.id() + " " + move);
        return listing.withQuotes(old.quotes());
    }

    private @Nullable Listing old(String list, String id) {
        for (PriceTable table : inForce) {
            Listing listing = byId(table.list(list)).get(id);
            if (listing != null) {
                return listing;
            }
        }
        for (PriceTable table : inForce) {
            Listing listing = table.find(list, id);
            if (listing != null) {
                return listing;
            }
        }
        return null;
    }

    /** The first of each id, in lower case. */
    private Map<String, Listing> byId(List<Listing> listings) {
        return indexed.computeIfAbsent(listings, _ -> {
            Map<String, Listing> first = new HashMap<>();
            listings.forEach(listing -> first.putIfAbsent(lower(listing.id()), listing));
            return first;
        });
    }

    private static String lower(String id) {
        return id.toLowerCase(Locale.ROOT);
    }

    /** What moves too far, in words, now or when a price that is announced comes into force; null if nothing does. */
    private @Nullable String move(List<Quote> old, List<Quote> fresh) {
        String move = move(now, old, fresh);
        for (int i = 0; i < fresh.size() && move == null; i++) {
            Instant from = fresh.get(i).from();
            move = from != null && from.isAfter(now) ? move(from, old, fresh) : null;
        }
        return move;
    }

    private static @Nullable String move(Instant at, List<Quote> old, List<Quote> fresh) {
        Quote was = inForce(old, at);
        Quote is = inForce(fresh, at);
        if (was == null || is == null) {
            return null;
        }
        Set<Long> lengths = new HashSet<>();
        was.tiers().forEach(tier -> lengths.add(tier.above()));
        is.tiers().forEach(tier -> lengths.add(tier.above()));
        for (long above : lengths) {
            for (Unit unit : Unit.ALL) {
                long before = listed(was, above, unit);
                long after = listed(is, above, unit);
                if (before >= 0 && after >= 0 && isFar(before, after)) {
                    return says(unit, above, unit.dollars(before), unit.dollars(after));
                }
            }
        }
        return null;
    }

    private static @Nullable Quote inForce(List<Quote> quotes, Instant at) {
        for (int i = quotes.size() - 1; i >= 0; i--) {
            if (quotes.get(i).holds(at)) {
                return quotes.get(i);
            }
        }
        return null;
    }

    /** What goes in and comes out always has a price, though it be nothing. */
    private static long listed(Quote quote, long above, Unit unit) {
        Rates rates = quote.tiers().getFirst().rates();
        for (Tier tier : quote.tiers()) {
            rates = tier.above() <= above ? tier.rates() : rates;
        }
        boolean always = unit == Unit.INPUT || unit == Unit.OUTPUT;
        return always || rates.lists(unit) ? rates.of(unit) : Rates.ABSENT;
    }

    private static boolean isFar(long before, long after) {
        return Math.abs(after - before) > before / 2;
    }

    private static String says(Unit unit, long above, BigDecimal before, BigDecimal after) {
        String length = above == 0 ? "" : " above " + above + " tokens";
        return "moves from " + before + " to " + after + " dollars (" + unit.title() + length
                + ") and is held back: the old price stays in force; prices.overrides can accept the new one";
    }
}
