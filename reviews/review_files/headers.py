"""Headers of German, French and Spanish files, by the field they usually mean; written without accents."""

HEADERS: dict[str, tuple[str, ...]] = {
    "text": (
        *("kritik", "rezension", "kommentar", "filmkritik"),
        *("critique", "avis", "texte", "commentaire"),
        *("critica", "resena", "texto", "comentario", "opinion"),
    ),
    "title": ("titel", "uberschrift", "titre", "titulo"),
    "movie_title": ("filmtitel", "titel", "titre du film", "titre", "pelicula", "titulo de la pelicula", "titulo"),
    "movie_year": ("jahr", "erscheinungsjahr", "annee", "annee de sortie", "ano", "ano de estreno"),
    "year": ("jahr", "erscheinungsjahr", "annee", "annee de sortie", "ano", "ano de estreno"),
    "stars": ("bewertung", "note", "sterne", "punkte", "wertung", "etoiles", "nota", "puntuacion", "estrellas"),
    "rating": ("bewertung", "note", "sterne", "punkte", "wertung", "etoiles", "nota", "puntuacion", "estrellas"),
    "author": ("autor", "autorin", "kritiker", "verfasser", "nutzer", "auteur", "utilisateur", "autora", "usuario"),
    "person": ("nutzer", "benutzer", "autor", "utilisateur", "auteur", "usuario"),
    "date": ("datum", "fecha"),
    "release_date": ("kinostart", "date de sortie", "fecha de estreno"),
    "language": ("sprache", "langue", "idioma"),
    "helpful": ("hilfreich", "utile", "util"),
    "synopsis": ("handlung", "inhalt", "sinopsis"),
    "runtime": ("laufzeit", "dauer", "duree", "duracion"),
    "genres": ("genero", "generos"),
    "director": ("regie", "regisseur", "realisateur", "realisatrice"),
    "writer": ("drehbuch", "scenariste", "guionista"),
    "countries": ("land", "pays", "pais"),
}
