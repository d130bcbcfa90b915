"""Small word lists by which themes are found in reviews, in the languages of the shop. A word more here is a wrong
theme less; nothing here is a judgement about a review."""

from typing import NamedTuple


class Lexicon(NamedTuple):
    """What is known of a language. All words are in lower case."""

    empty: frozenset[str]
    """Words that name no property of a thing: grammar, common verbs, people, times, the trade itself.
    What is shorter than three letters is no theme anyway."""
    leads: frozenset[str]
    """Words after which a noun stands."""
    good: frozenset[str]
    bad: frozenset[str]
    not_words: frozenset[str]
    """What turns the opinion in the words after it."""
    too: frozenset[str]
    measures: frozenset[str]
    """ "Too" with one of these is a complaint."""
    but: frozenset[str]
    """Where the opinion of a sentence may turn."""
    plurals: tuple[tuple[str, str], ...]
    """Endings and what stands in their place in the singular, to be tried in this order."""
    has_capital_nouns: bool

    @property
    def opinions(self) -> frozenset[str]:
        return self.good | self.bad


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ENGLISH = Lexicon(
    empty=_words("""
        the this that these those its it's she they them his her hers their theirs mine our you your yours who whom
        whose which what where when why how and nor but yet then than for from into off onto out over per through under
        until upon with within without about above across after again against all almost along already also although
        always among another any anybody anymore anyone anything anyway anywhere are aren't around away back became
        because become been before behind being below besides better between both can can't cannot come comes coming
        could couldn't did didn't different does doesn't doing done don't down during each either else enough
        especially even ever every everybody everyone everything everywhere except far few first second third further
        get gets getting give given gives giving goes going gone got gotten had hadn't half has hasn't have haven't
        having here herself himself however i'd i'll i'm i've ive instead isn't just keep keeps kept kind know known
        knows knew last later least less let lets let's like liked likes little looks look looked looking lot lots made
        make makes making many may maybe mean means might more most mostly much must myself near nearly need needed
        needs needing never next nobody none nothing now nowhere often okay old once one one's ones only other others
        otherwise ourselves own part perhaps please plus probably put puts putting quite rather really right said same
        saw say says see seem seemed seems seen several shall she'd should shouldn't show shows since some somebody
        somehow someone something sometimes somewhat somewhere soon sort still stuff such sure take taken takes taking
        tell thank thanks that's there there's they'd they'll they're they've thing things think thinking though
        thought throughout thru thus till time times today together tomorrow took top toward tried tries try trying two
        three four five six seven eight nine ten twice unless unlike use used user users uses using usually very want
        wanted wanting wants was wasn't way ways we'd we'll we're we've well went were weren't what's whatever whenever
        wherever whether while whoever whole will wish won't would wouldn't yes you'd you'll you're you've yourself
        added add adding adds ago amount anyways area arrived arrive arrives ask asked available based began believe
        big bigger biggest bit bought box boxes bring bringing buy buyer buyers buying call called care chance change
        changed choice choose close compare compared comparison completely complaint complaints con cons consider
        considering couple current currently cut day days daily deal decide decided definitely depending difference due
        early end ended entire exactly expect expected expecting experience extra extremely fact fairly feel feeling
        feels feature features felt figure figured find finding finally fine follow found full fully future general
        generally gift gifts guess guy guys hand hands happen happened hard help helped helps high highly hold holds
        hope hopefully hoping hour hours huge hundred idea important include included includes inch inches information
        initially item items job keeping knowing large larger late learn leave left level line list live living local
        long longer lower main major matter middle minute minutes model models moment money month months morning
        multiple mix night normal note noticed number occasion occasions open option options order ordered ordering
        orders original overall pair particular pay paid paying people person personal piece pieces place plan play
        played playing plenty point possible pretty previous previously pro product products pros purchase purchased
        purchases purchasing purpose purposes question questions quick quickly reach read reading real realize reason
        reasons receive received recently recommendation regular regret replace replaced replacement research rest
        result return returned returning review reviewer reviewers reviews run running runs sale sales seller sellers
        send sent serious set short side simple simply single situation slightly small smaller smallest spend spent
        star stars start started starting stay stopped stop store stores suggest super surprise surprised talk talking
        test throw total totally trip turn turned turning twenty type typical understand upset version versions wait
        waiting walk warning wear wearing week weekend weeks wise wonder word words work worked working works world
        worry write writing wrong year years yesterday young younger christmas birthday holiday holidays xmas friday
        monday sunday saturday thanksgiving january february march april june july august september october november
        december spring summer fall winter wife husband mother father mom mum dad mother-in-law son daughter brother
        sister grandson granddaughter grandmother grandfather grandma grandpa friend friends boyfriend girlfriend
        family nephew niece parents cousin lady ladies girl girls boy boys man men woman women body everyone's self
        parent teen adult adults lady's amazon ebay walmart target bestbuy best etsy retailer online ship shipped
        company staff employee lbs pound pounds foot feet iii etc pic pics http https www com usa zero grand
        great-grand today's honest honestly true truly complete decent able unable ready actual actually amazed
        impressed satisfied certain clear clearly common constantly continue continued cool wow yay everyday dislike
        disappointment problem problems issue issues trouble drawback downside issue's addition bonus fan flaw favorite
        favourites favorites favorite's winner joke waste mistake hit miss bargain steal pleasure compliment
        compliments description expectation expectations sense ton tons bunch variety opinion mind course exception
        rating ratings regards downfall wonders new device devices him supposed free answer answers easier easiest
        upgrade upgraded came past casual smart refurbished brand renewed mobile cell medium front fitting fits black
        white blue red green grey gray pink purple yellow orange brown navy beige smooth item's market release pre
        alone lightly feminine beginner beginners user's owner owners customer customers house home room
    """),
    leads=_words("""
        the this that these those its it's my your his her our their a an no any some every each great good nice
        excellent amazing awesome poor bad terrible for with of in on about and love like more less better best worse
        worst beautiful perfect enough same whole overall
    """),
    good=_words("""
        good great excellent amazing awesome perfect perfectly best better love loved loves lovely nice nicely
        wonderful fantastic beautiful beautifully gorgeous happy pleased satisfied easy easily fast crisp clear sharp
        bright comfortable comfy soft sturdy durable solid reliable responsive smooth smoothly impressive impressed
        flattering cute pretty worth affordable cheap reasonable recommend recommended enjoy enjoys enjoyed enjoying
        fun convenient helpful useful handy works fine super superb outstanding incredible brilliant favorite favourite
        quiet lightweight strong vivid stunning elegant classy stylish cozy warm fresh accurate quick quickly intuitive
        decent bargain glad delighted thrilled pleasantly pleasure compliments a+ wow cool beats complaints-free
        generous delicious flawless flawlessly seamless seamlessly like likes liked adorable chic versatile
    """),
    bad=_words("""
        bad poor poorly terrible horrible awful worst worse disappointing disappointed disappointment disappoint hate
        hated hates dislike disliked useless broken broke breaks break fail fails failed failure defective faulty
        problem problems issue issues trouble annoying annoyed frustrating frustrated slow slowly sluggish laggy lag
        lags freezes freeze froze crash crashes crashed dim grainy blurry dull cheaply flimsy weak uncomfortable itchy
        scratchy stiff unflattering ugly frumpy shapeless boxy sheer see-through thin wrinkled wrinkles shrunk shrinks
        shrank faded fades pilling ripped torn tore loose lacking lacks lack lacked missing wish complaint complaints
        complicated difficult confusing overpriced expensive waste return returned returning sucks suck garbage junk
        crap drains drained dies died dead scratched scratches damaged dirty stained smells stinks leaks leaking leaked
        noisy unfortunately sadly wrong odd weird awkward downside drawback con cons mediocre meh unusable stopped
        short-lived tacky refund joke bulky tight scratch unreliable unresponsive uneven
    """),
    not_words=_words("""
        not no never none nothing isn't wasn't aren't weren't don't doesn't didn't won't wouldn't can't cannot couldn't
        hardly barely without neither nor zero dont doesnt didnt isnt wasnt cant wont few free-of ain't nobody
    """),
    too=_words("too"),
    measures=_words("""
        small big large short long tight loose thin thick heavy loud dim bright dark wide narrow much high low hot cold
        sweet strong little hard stiff sheer baggy expensive pricey light revealing
    """),
    but=_words("but however although though except yet while"),
    plurals=(("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("sses", "ss"), ("xes", "x"), ("ss", "ss"), ("s", "")),
    has_capital_nouns=False,
)

GERMAN = Lexicon(
    empty=_words("""
        der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner mein meine meinen
        meinem meiner dein deine sein seine seinen seinem ihr ihre ihren ihrem unser unsere euer ich sie wir mich dich
        sich uns euch mir dir ihm ihn ihnen man wer was wie wann warum welche welcher welches und oder aber denn
        sondern doch weil dass damit wenn falls als obwohl während bevor nachdem bis seit auf aus bei durch für gegen
        hinter ins mit nach neben ohne über unter von vom vor zum zur zwischen beim nicht nie niemals nur auch noch
        schon sehr ganz mehr viel viele vielen wenig wenige etwas alles alle allem allen aller jede jeder jedes jeden
        jedem dieser diese dieses diesen diesem hier dort dann jetzt heute gestern immer oft mal einmal wieder leider
        eigentlich wirklich einfach natürlich vielleicht ist sind war waren bin bist sei wäre wird werden wurde wurden
        worden hat habe haben hatte hatten hätte hast kann können könnte muss müssen soll sollte will wollen wollte
        darf mag möchte macht machen gemacht geht gehen ging kommt kommen kam gibt gab geben gekauft kaufen kaufe
        kaufte bestellt bestellen bestellung kauf käufe habs ists passt sitzt sieht aussehen hält halten finde finden
        gefunden gefällt denke glaube weiß sagt sagen nutze nutzen benutze benutzen verwende verwenden funktioniert
        funktionieren läuft bekommen bekam erhalten steht liegt lässt nein danke bitte okay sonst außerdem allerdings
        jedoch trotzdem deshalb daher also zwar bereits fast etwa circa dazu dabei davon dafür daran darauf hin her neu
        neue neuen neuer neues alt alte groß große großen klein kleine kleinen lang kurz hoch tief erste ersten zwei
        drei vier fünf zehn hundert ander andere anderen anderer anderes gleich gleiche selbst weiter weitere lange
        kurze ganze ganzen tag tage tagen woche wochen monat monate monaten jahr jahre jahren stunde stunden minute
        minuten zeit male uhr morgen abend nacht ende anfang moment weihnachten geburtstag geschenk ostern ding dinge
        sache sachen teil teile produkt produkte artikel ware modell modelle stück stücke exemplar punkt punkte grund
        gründe fall fälle art weise frage fragen mann frau mutter vater sohn tochter bruder schwester freund freunde
        freundin familie leute person personen mensch menschen eltern oma opa kunde kunden verkäufer händler hersteller
        firma shop laden geschäft amazon ebay otto zalando internet bewertung bewertungen sterne stern rezension
        rezensionen meinung erfahrung erfahrungen erwartung erwartungen empfehlung kaufempfehlung fazit vergleich
        beschreibung foto bild bilder euro eur cent prozent gramm meter zentimeter nummer problem probleme nachteil
        nachteile vorteil vorteile mangel mängel fehler manko plus minus hand hände haus
    """),
    leads=_words("""
        der die das den dem des ein eine einen einem einer kein keine keinen mein meine meinen meinem meiner seine ihre
        unser unsere dieser diese dieses diesen am im vom zum zur beim mit ohne für und tolle toller tolles gute guter
        gutes guten schöne schöner schönes schlechte schlechter schlechtes super
    """),
    good=_words("""
        gut gute guter gutes guten gutem super toll tolle toller tolles tollen perfekt perfekte perfekter perfekten
        schön schöne schöner schönes schönen hervorragend hervorragende ausgezeichnet prima klasse spitze genial
        wunderbar wunderschön begeistert zufrieden glücklich freue freut liebe lieben gerne gern empfehlen empfehle
        empfehlenswert bequem weich angenehm angenehme stabil stabile robust solide hochwertig hochwertige wertig
        zuverlässig schnell schnelle leicht leichte einfach einfache praktisch praktische handlich leise hell scharf
        klar klare günstig günstige preiswert fair angemessen ordentlich sauber lecker frisch warm kuschelig schick
        edel elegant beste bester bestes besten besser top einwandfrei tadellos reibungslos problemlos lohnt
        lohnenswert gefällt gefallen überzeugt überzeugend beeindruckt beeindruckend passgenau passend angetan
    """),
    bad=_words("""
        schlecht schlechte schlechter schlechtes schlechten schlimm furchtbar schrecklich mies miese miserabel
        enttäuscht enttäuschend enttäuschung kaputt defekt defekte fehlerhaft mangelhaft problem probleme mangel mängel
        ärger ärgerlich nervt nervig langsam langsame hakt hängt ruckelt stürzt abgestürzt dunkel unscharf verschwommen
        billig billige dünn dünne instabil wackelig wackelt unbequem kratzt kratzig steif hart hässlich teuer teure
        überteuert unbrauchbar nutzlos schrott müll reklamation reklamiert zurück zurückgeschickt rücksendung umtausch
        umständlich kompliziert schwierig verwirrend fehlt fehlen fehlte laut stinkt riecht ausgelaufen undicht
        gerissen reißt gebrochen bricht zerbrochen brach abgebrochen verkratzt zerkratzt beschädigt schmutzig fleckig
        leider schade nachteil nachteile manko falsch seltsam schwach schwache eingelaufen verblasst fusselt
    """),
    not_words=_words("nicht kein keine keinen keinem keiner nie niemals ohne nichts weder kaum"),
    too=_words("zu"),
    measures=_words("""
        klein groß eng weit kurz lang dünn dick schwer laut leise dunkel hell breit schmal hoch niedrig heiß kalt süß
        stark teuer viel wenig hart weich locker fest kleine große enge weite
    """),
    but=_words("aber jedoch allerdings obwohl sondern während"),
    plurals=(("innen", "in"), ("en", ""), ("en", "e"), ("n", ""), ("er", ""), ("e", ""), ("s", "")),
    has_capital_nouns=True,
)

LEXICONS = {"en": ENGLISH, "de": GERMAN}
