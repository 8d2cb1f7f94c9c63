package dev.bifrost.provider;

import java.util.List;
import java.util.function.UnaryOperator;

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
        for (Offer offer : byModel) {
            if (offer.covers(model)) {
                return offer;
            }
        }
        return standard;
    }

    Offers each(UnaryOperator<Offer> change) {
        return new Offers(change.apply(standard), byModel.stream().map(change).toList());
    }
}
