package dev.bifrost.plugin;

import dev.bifrost.api.dialect.ProviderDialect;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Dialects that somebody else wrote: services of the type {@link ProviderDialect}. Whatever they do, they do not break
 * more than the calls that go through them.
 */
public final class Adapters {
    private static final int CLASS_PATH = -1;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");
    private static final Pattern PATH = Pattern.compile("/[!-~&&[^#]]*");

    private final Set<String> taken;
    private final Map<String, ProviderDialect> dialects = new LinkedHashMap<>();
    private final List<AdapterProblem> problems = new ArrayList<>();

    private Adapters(Set<String> taken) {
        this.taken = taken;
    }

    /**
     * Looks into the jars; then, only if that leaves a name unknown, along the gateway's own class path, because that takes
     * tens of milliseconds.
     *
     * @param jars  files that can be read
     * @param used  names of dialects that the configuration uses
     * @param taken names that no adapter may have
     */
    public static Adapters load(List<Path> jars, Set<String> used, Set<String> taken) {
        Adapters adapters = new Adapters(taken);
        for (int i = 0; i < jars.size(); i++) {
            adapters.open(jars.get(i), i);
        }
        Set<String> unknown = new HashSet<>(used);
        unknown.removeAll(taken);
        unknown.removeAll(adapters.dialects.keySet());
        if (!unknown.isEmpty()) {
            adapters.take(ProviderDialect.class.getClassLoader(), CLASS_PATH);
        }
        return adapters;
    }

    /** Those that can be used, in the order in which they were found. */
    public List<ProviderDialect> dialects() {
        return List.copyOf(dialects.values());
    }

    /** Why others can not. */
    public List<AdapterProblem> problems() {
        return List.copyOf(problems);
    }

    /** The loader stays open as long as something of it is in use, and then goes the way of all garbage. */
    private void open(Path jar, int number) {
        try {
            new JarFile(jar.toFile()).close(); // a class loader says nothing of what it can not open
            URL[] where = {jar.toUri().toURL()};
            URLClassLoader loader = new URLClassLoader(String.valueOf(jar.getFileName()), where, ApiLoader.INSTANCE);
            if (!take(loader, number)) {
                loader.close();
            }
        } catch (IOException e) {
            problem(number, "is no jar that can be read: " + e.getMessage());
        }
    }

    /** True if something came of it. */
    private boolean take(@Nullable ClassLoader loader, int jar) {
        int before = dialects.size();
        int found = 0;
        try {
            for (ProviderDialect service : ServiceLoader.load(ProviderDialect.class, loader)) {
                found++;
                add(new Contained(service), jar);
            }
            if (found == 0 && jar != CLASS_PATH) {
                problem(
                        jar,
                        "holds no adapter; META-INF/services/" + ProviderDialect.class.getName() + " must name one");
            }
        } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
            problem(jar, "holds an adapter that can not be loaded: " + reason(e));
        }
        return dialects.size() > before;
    }

    private void add(Contained dialect, int jar) {
        String name = dialect.name();
        if (!NAME.matcher(name).matches()) {
            problem(jar, "holds an adapter named '" + name + "'; names are of lower-case letters, digits and hyphens");
        } else if (taken.contains(name)) {
            problem(
                    jar,
                    "holds an adapter named '" + name + "', as a dialect of the gateway's own is; it needs another");
        } else if (dialects.containsKey(name)) {
            problem(jar, "holds an adapter named '" + name + "', as another adapter is; only one of them can be used");
        } else if (malformed(dialect.path()) || malformed(dialect.streamPath())) {
            problem(jar, "holds an adapter, '" + name + "', whose path does not begin with a slash, or holds spaces");
        } else {
            dialects.put(name, dialect);
        }
    }

    private static boolean malformed(@Nullable String path) {
        return path != null && !PATH.matcher(path).matches();
    }

    private void problem(int jar, String message) {
        problems.add(new AdapterProblem(jar, message));
    }

    private static String reason(Throwable e) {
        Throwable cause = e.getCause();
        if (e instanceof ServiceConfigurationError && cause == null) {
            return String.valueOf(e.getMessage()).replace(ProviderDialect.class.getName() + ": ", "");
        }
        return String.valueOf(cause == null ? e : cause);
    }
}
