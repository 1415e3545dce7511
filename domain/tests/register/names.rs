//! The names of invented registers, common Cambodian ones, the commoner first.

/// Family names, each in Khmer and as it is spelt in Latin letters.
const FAMILY: &str = "\
    សុខ Sok|ចាន់ Chan|ជា Chea|គឹម Kim|ហេង Heng|លី Ly|កែវ Keo|មាស Meas|សៅ Sao|ប្រាក់ Prak|រស់ Ros|សេង Seng|ស៊ឹម Sim|ទេព Tep|ទូច Touch|\
    អ៊ុន Un|យឹម Yim|ញ៉ែម Nhem|ផាន់ Phan|នួន Nuon|អ៊ុក Ouk|ឈឹម Chhim|ម៉ៅ Mao|ពេជ្រ Pich|សំ Sam|អ៊ុំ Oum|ឡុង Long|វ៉ាន់ Van|ស៊ុន Sun|ឃឹម Khim|\
    តាន់ Tan|លឹម Lim|ឆាយ Chhay|ឡាយ Lay|សួន Suon|ធី Thy|ផុន Phon|ឈួន Chhuon|ម៉ម Mom|យិន Yin|គង់ Kong|ហ៊ុន Hun|នុត Nuth|ប៉ែន Pen|ខៀវ Khiev|អ៊ិន In|\
    ទិត Tith|ឃុន Khun|ស៊ាង Seang|សាយ Say|នី Ny|យ៉ាន Yan|ពៅ Pov|ញឹម Nhim|ម៉ែន Men|ប៊ុន Bun|ខេង Kheng|តុល Tol";

/// Given names in both scripts, and who bears them: f, m, or u for both.
const GIVEN: &str = "\
    ស្រីមុំ Sreymom f|សុខា Sokha u|សុភាព Sopheap u|បុប្ផា Bopha f|ចាន់ធី Chanthy u|ដារ៉ា Dara m|កុសល Kosal m|រិទ្ធី Rithy m|សុផល Sophal u|ស្រីនាង Sreyneang f|\
    ធីតា Thida f|វណ្ណា Vanna u|វុទ្ធី Vuthy m|ស្រីពៅ Sreypov f|សុខុម Sokhom u|សារ៉ាត់ Sarath m|សុផាត Sophat m|ស្រីលក្ខណ៍ Sreyleak f|ផល្លា Phalla u|សុខឃឿន Sokhoeun u|\
    ចាន់ថា Chantha u|សុធា Sothea m|សុគន្ធា Sokunthea f|ចន្ធូ Chanthou f|ណារី Nary f|សុភ័ក្រ Sopheak u|វិច្ឆិកា Vicheka f|សុវណ្ណ Sovann m|ស្រីនិច Sreynich f|ម៉ាលី Maly f|\
    សុជាតា Socheata f|រតនា Ratana u|ពិសិដ្ឋ Piseth m|វិចិត្រ Vichet m|សំណាង Samnang m|វីរៈ Vireak m|ភារុណ Phearun m|សុភី Sophy f|សុផាន់ណា Sophanna f|ចាន់នី Channy f|\
    គន្ធា Kunthea f|ឧត្តម Oudom m|បញ្ញា Panha m|មករា Makara u|សុខលី Sokly u|ស្រីអូន Sreyoun f|ស្រីតូច Sreytouch f|លក្ខិណា Leakhena f|សុីណា Sina u|វាសនា Veasna m|\
    ចំរើន Chamroeun m|សុវណ្ណារី Sovannary f|ភក្តី Pheakdey m|សុម៉ាលី Somaly f|កល្យាណ Kalyan f|ទេវី Tevy f|រដ្ឋា Ratha m|ណាវី Navy f|ម៉ារីណា Marina f|សុខហេង Sokheng m|\
    ចាន់ដារ៉ា Chandara u|សុផាន់ Sophan u|សុភា Sophea u|សុខន Sokhon u|វណ្ណៈ Vannak m|សុផុន Sophon u|ធារ៉ា Theara m|សារឿន Saroeun u|សាវឿន Savoeun u|ស៊ីថា Sitha m|\
    ស្រីមៅ Sreymao f|ស្រីរ័ត្ន Sreyroth f|ស្រីណា Sreyna f|ស្រីលាភ Sreyleap f|ស៊ីណួន Sinuon f|ចន្ទា Chanda f|មុំ Mom f|យ៉ាត Yat f|សាម៉ុន Samon u|សារី Sary u|\
    សារុន Sarun m|ភាព Pheap u|នឿន Noeun u|រ៉េត Reth f|សុឃីម Sokhim f|គឹមហេង Kimheng m|គឹមលាង Kimleang f|គឹមសាន Kimsan m|ហ៊ាន Hean m|ភឿន Phoeun m|\
    សៀន Sean m|ឡេង Leng u|ណែត Neth f|ឈុនលី Chhunly f|ស៊ីថន Sithon u|សុភិន Sophin f|រស្មី Raksmey u|បូរ៉ា Bora m|បូរី Borey m|វិសាល Visal m|\
    វិបុល Vibol m|រ៉ាវី Ravy f|លីដា Lyda f|លីណា Lina f|សុលីណា Solina f|ដាលីន Dalin f|ដានី Dany f|ណារិន Narin m|សុពល Sopol m|សុភក្ត្រា Sopheaktra m|\
    ចាន់រ៉ា Chanra m|ចាន់ណា Channa f|ចរិយា Chakriya f|មុនី Mony m|មុន្នី Monny f|ពុទ្ធារី Puthary f|ផានី Phany f|ផល្លី Phally f|ផល Phal m|ធឿន Thoeun m|\
    សុខឡា Sokla m|អេង Eng u|អាន An u|អូន Oun f|ហុង Hong m|ហៃ Hai m|យ៉ន Yorn f|ឃន Khon f|ង៉ែត Nget m|ញ៉ាញ់ Nhanh f|\
    ប៊ុនធឿន Bunthoeun m|ប៊ុនលី Bunly m|ប៊ុនធី Bunthy m|កញ្ញា Kanha f|ច័ន្ទសុភ័ណ្ឌ Chansophorn f|វ៉ាន់នី Vanny f|វ៉ាន់ដា Vanda m|សុខណា Sokna f|សុខនី Sokny f|រ៉ា Ra m|\
    យឿន Yoeun f|ឆវី Chhavy f|សាវី Savy f|សាវ៉ាត Savat m|សុខុន Sokhun m|អង្គារ Angkea m|ពិសី Pisey f|លក្ខណា Leakhana f|មណ្ឌល Mondul m|តុលា Tola m";

/// A name in both scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    pub khmer: &'static str,
    pub latin: &'static str,
    bearers: &'static str,
}

impl Name {
    /// Whether somebody of this sex may bear it.
    pub fn fits(&self, sex: char) -> bool {
        self.bearers == "u" || self.bearers.starts_with(sex)
    }

    /// Whether two names begin alike, as those of sisters do.
    pub fn begins_like(&self, other: &Name) -> bool {
        self.latin.get(..3) == other.latin.get(..3)
    }
}

/// Every family name.
pub fn family() -> Vec<Name> {
    read(FAMILY, 2)
}

/// Every given name.
pub fn given() -> Vec<Name> {
    read(GIVEN, 3)
}

fn read(text: &'static str, words: usize) -> Vec<Name> {
    let words_of: Vec<&str> = text.split([' ', '|']).filter(|word| !word.is_empty()).collect();
    words_of.chunks(words).map(|one| Name { khmer: one[0], latin: one[1], bearers: one.get(2).unwrap_or(&"u") }).collect()
}
