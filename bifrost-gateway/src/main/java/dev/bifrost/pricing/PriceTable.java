package dev.bifrost.pricing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists of prices by provider. Immutable to those who look; may be asked from any thread. */
interface PriceTable {

    /** The models of a list, in the order in which they are tried; none if there is no such list. */
    List<Listing> list(String name);

    /**
     * The first model of a list that has this name.
     *
     * @param model in lower case
     */
    default @Nullable Listing find(String list, String model) {
        List<Listing> listings = list(list);
        for (int i = 0; i < listings.size(); i++) {
            if (listings.get(i).isNamed(model)) {
                return listings.get(i);
            }
        }
        return null;
    }
}
