package dev.bifrost.exchange;

import dev.bifrost.access.VirtualKey;
import dev.bifrost.pricing.Price;
import dev.bifrost.pricing.Prices;
import dev.bifrost.provider.Provider;
import dev.bifrost.quota.Accounts;
import dev.bifrost.quota.Expectation;
import dev.bifrost.quota.Owner;
import dev.bifrost.quota.Quota;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What all calls share of money and limits: the accounts of callers, aliases and providers, and the prices in force. */
public final class Accounting {
    private final Quota quota;
    private final Expectation expectation;
    private final Supplier<Prices> prices;
    private final Map<Whose, Accounts> callers = new ConcurrentHashMap<>();
    private final Map<String, Accounts> aliases = new ConcurrentHashMap<>();
    private final Map<String, Accounts> providers = new ConcurrentHashMap<>();

    /** Whom a key's calls are charged to. */
    private record Whose(
            @Nullable String key,
            @Nullable String team,
            @Nullable String organization) {}

    public Accounting(Quota quota, Expectation expectation, Supplier<Prices> prices) {
        this.quota = quota;
        this.expectation = expectation;
        this.prices = prices;
    }

    Quota quota() {
        return quota;
    }

    /** How long answers were. */
    Expectation expectation() {
        return expectation;
    }

    /** The price of a model under the name that it has here, else under the one that the provider gives it. */
    Price price(Provider provider, String model, Instant at) {
        Prices inForce = prices.get();
        Price price = inForce.price(provider.type(), provider.name(), model);
        String wireName = price.isUnknown(at) ? provider.wireName(model) : model;
        return wireName.equals(model) ? price : inForce.price(provider.type(), provider.name(), wireName);
    }

    Accounts of(VirtualKey key) {
        return callers.computeIfAbsent(new Whose(key.id(), key.team(), key.organization()), this::accounts);
    }

    private Accounts accounts(Whose whose) {
        List<Owner> owners = new ArrayList<>(3);
        if (whose.key() != null) {
            owners.add(Owner.key(whose.key()));
        }
        if (whose.team() != null) {
            owners.add(Owner.team(whose.team()));
        }
        if (whose.organization() != null) {
            owners.add(Owner.organization(whose.organization()));
        }
        return quota.accounts(owners.toArray(Owner[]::new));
    }

    @Nullable
    Accounts alias(@Nullable String alias) {
        return alias == null ? null : aliases.computeIfAbsent(alias, name -> quota.accounts(Owner.alias(name)));
    }

    Accounts provider(String provider) {
        return providers.computeIfAbsent(provider, name -> quota.accounts(Owner.provider(name)));
    }
}
