package dev.bifrost.testing;

import dev.bifrost.api.dialect.ProviderDialect;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes jars as authors of adapters do. */
public final class AdapterJar {
    private static final String SERVICES = "META-INF/services/" + ProviderDialect.class.getName();

    private AdapterJar() {}

    /** A jar with these classes, all of which it offers as adapters. */
    public static Path of(Path jar, Class<?>... adapters) throws IOException {
        return of(
                jar, List.of(adapters), Stream.of(adapters).map(Class::getName).collect(Collectors.joining("\n")));
    }

    /** A jar with these classes, in which {@code services} stands where adapters are named. */
    public static Path of(Path jar, List<Class<?>> classes, String services) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (Class<?> each : classes) {
                String entry = each.getName().replace('.', '/') + ".class";
                try (InputStream in = each.getClassLoader().getResourceAsStream(entry)) {
                    put(out, entry, in.readAllBytes());
                }
            }
            put(out, SERVICES, services.getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    private static void put(JarOutputStream out, String entry, byte[] content) throws IOException {
        out.putNextEntry(new JarEntry(entry));
        out.write(content);
        out.closeEntry();
    }
}
