package dev.bifrost.plugin;

import dev.bifrost.api.dialect.ProviderDialect;

/**
 * What an adapter's jar sees besides itself: the Java runtime and {@code dev.bifrost.api}. The gateway's own classes and
 * libraries stay out of its sight, so that it may bring other versions of them along.
 */
final class ApiLoader extends ClassLoader {
    static final ApiLoader INSTANCE = new ApiLoader();

    private ApiLoader() {
        super("bifrost-api", getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (name.startsWith("dev.bifrost.api.") || name.startsWith("org.jspecify.annotations.")) {
            return Class.forName(name, false, ProviderDialect.class.getClassLoader());
        }
        throw new ClassNotFoundException(name);
    }
}
