package dev.bifrost.provider;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a provider can do, which may depend on the model.
 *
 * @param standard for every model that none of the others covers
 * @param byModel  instead of the standard; the first that covers a model holds
 */
public record Offers(Offer standard, List<Offer> byModel) {
    static final Offers NOTHING = new Offers(Offer.NOTHING, List.of());

    /** Keeps what it is given as it is now. */
    public Offers {
        byModel = List.copyOf(byModel);
    }

    Offer of(String model) {
        return of(model, model);
    }

    /** What the name that is used here tells, or else what the provider's own name does. */
    Offer of(String model, String wireName) {
        Offer offer = covering(model);
        if (offer == null && !wireName.equals(model)) {
            offer = covering(wireName);
        }
        return offer == null ? standard : offer;
    }

    private @Nullable Offer covering(String model) {
        for (Offer offer : byModel) {
            if (offer.covers(model)) {
                return offer;
            }
        }
        return null;
    }

    Offers each(UnaryOperator<Offer> change) {
        return new Offers(change.apply(standard), byModel.stream().map(change).toList());
    }
}
