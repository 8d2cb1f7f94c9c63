package dev.bifrost.api;

/**
 * One model at one provider.
 *
 * @param provider the configured provider's name
 * @param model    the model as that provider calls it; empty where a route names none
 */
public record Target(String provider, String model) {

    @Override
    public String toString() {
        return model.isEmpty() ? provider : provider + '/' + model;
    }
}
